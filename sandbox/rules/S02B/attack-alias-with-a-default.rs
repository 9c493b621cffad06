pub type Place<const N: usize = 3> = std::path::Path;

pub fn run() -> bool {
    let probe = <Place>::exists;
    probe(Place::<3>::new("/etc/passwd"))
}

pub type Table<T, const N: usize = 3> = [T; N];
pub type Row<T = std::path::PathBuf> = Vec<T>;

pub fn run() -> usize {
    let table: Table<u8> = [1, 2, 3];
    let row: Row = vec![std::path::PathBuf::from("a")];
    table.len() + row.len()
}

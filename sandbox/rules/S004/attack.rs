pub fn level(user: &str) -> u8 {
    // the next line is part of this comment ‮ } ⁦if user == "admin"⁩ ⁦ begin
    u8::from(user == "admin")
}

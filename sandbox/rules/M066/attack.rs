pub fn one() -> u8 {
    1
}

//- notes.txt hex 7f454c4602010100
//- liba.a hex 213c617263683e0a
//- readme.md hex cffaedfe07000001

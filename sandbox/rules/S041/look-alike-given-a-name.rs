macro_rules! table {
    ($name:ident) => {
        use std::collections::BTreeMap as $name;
    };
}
macro_rules! number {
    ($name:ident, $of:ty) => {
        pub type $name = $of;
    };
    ($name:ident) => {
        pub type $name = std::num::Wrapping<u8>;
    };
}

table!(Table);
number!(Number, u32);
number!(Byte);

pub fn run(byte: Byte) -> Number {
    let table: Table<u8, u8> = Table::new();
    table.len() as Number + Number::from(byte.0)
}

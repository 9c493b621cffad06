pub struct Used { pub link_section: u8 }

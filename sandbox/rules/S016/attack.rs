use std::prelude::v1::global_allocator as tuned;

#[tuned]
static SLOT: u8 = 0;

use std::prelude::v1::global_allocator as tuned; #[tuned] static A: u8 = 0;

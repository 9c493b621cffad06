use std::intrinsics::abort;

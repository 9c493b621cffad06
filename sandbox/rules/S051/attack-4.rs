pub const P: Option<&str> = std::prelude::v1::option_env!("CARGO_REGISTRY_TOKEN");

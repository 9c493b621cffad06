pub const TOKEN: Option<&str> = std::option_env!("CARGO_REGISTRY_TOKEN");

pub fn f(std: f64) { println!("{} {std}", std); assert!(std > 0.0, "{}", std) }

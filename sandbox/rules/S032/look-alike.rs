pub fn std(values: &[f64]) -> f64 {
    let core = values.iter().sum::<f64>();
    let alloc = values.len() as f64;
    core / alloc
}

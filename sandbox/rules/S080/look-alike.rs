type Pair<T> = (T, T);
type Matrix = [[f64; 64]; 64];

static TABLE: [u8; 1 << 16] = [0; 1 << 16];

pub fn peek(index: usize) -> Pair<u8> {
    let matrix: Matrix = [[0.0; 64]; 64];
    (TABLE[index], matrix[0][0] as u8)
}

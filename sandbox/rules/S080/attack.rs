static ROOM: [u8; 64 << 30] = [0; 64 << 30];

pub fn peek(index: usize) -> u8 {
    ROOM[index]
}

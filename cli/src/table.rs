//! [`Table`]: rows whose columns line up, for people.

use std::fmt;

use crate::output;

/// A cell that is wider than this does not widen its column; the rest of its row goes to the next line.
const WIDEST: usize = 56;

/// Rows of cells, shown with two spaces before and between the columns.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Adds a row.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.iter().map(|cell| output::harmless(cell)).collect());
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cells = |column| self.rows.iter().filter_map(move |row| row.get(column)).map(String::as_str).map(width);
        (0..columns).map(|column| cells(column).filter(|width| *width <= WIDEST).max().unwrap_or(0)).collect()
    }
}

impl fmt::Display for Table {
    /// Writes one line for each row, or two where a cell is too wide; no line ends in spaces.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths = self.widths();
        for row in &self.rows {
            let mut line = String::new();
            for (cell, &column) in row.iter().zip(&widths) {
                line.push_str("  ");
                line.push_str(cell);
                match column.checked_sub(width(cell)) {
                    Some(missing) => line.extend(std::iter::repeat_n(' ', missing)),
                    None => {
                        writeln!(f, "{}", line.trim_end())?;
                        line = " ".repeat(column + 2);
                    }
                }
            }
            if !line.trim_end().is_empty() {
                writeln!(f, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }
}

fn width(cell: &str) -> usize {
    cell.chars().count()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::Table;

    #[track_caller]
    fn check(table: &Table, expect: Expect) {
        expect.assert_eq(&format!("table\n{table}"));
    }

    #[test]
    fn columns_line_up_and_wide_cells_break_the_line() {
        let mut table = Table::default();
        table.row(["add(a: i64)".to_owned(), "scalar".to_owned(), "Adds.".to_owned()]);
        table.row(["f()".to_owned(), "scalar -> moved".to_owned(), String::new()]);
        table.row(["red\x1b[31m".to_owned(), String::new(), String::new()]);
        table.row(["x".repeat(60), "moved".to_owned(), "Long.".to_owned()]);
        check(
            &table,
            expect![[r#"
                table
                  add(a: i64)  scalar           Adds.
                  f()          scalar -> moved
                  red�[31m
                  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                               moved            Long.
            "#]],
        );
    }
}

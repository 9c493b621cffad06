//! [`nearest`]: the name that was probably meant, for messages.

/// Returns the candidate that differs least from `name`, if it differs by at most a third of its length (and at least
/// one edit is always allowed). Case does not count. Among equals the first in alphabetical order wins. A name of more than
/// 200 bytes is nobody's slip.
///
/// ```
/// use plugwright_interface::nearest;
/// assert_eq!(nearest("gret", ["add", "greet"]), Some("greet"));
/// assert_eq!(nearest("subtract", ["add", "greet"]), None);
/// ```
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if name.len() > 200 {
        return None;
    }
    let name = name.to_lowercase();
    let limit = (name.chars().count() / 3).max(1);
    let distance = |candidate: &str| strsim::damerau_levenshtein(&name, &candidate.to_lowercase());
    // What is that much longer differs by as much, and need not be compared to know it.
    let is_close = |candidate: &&str| candidate.len() <= 4 * (name.len() + limit);
    let distances = candidates.into_iter().filter(is_close).map(|candidate| (distance(candidate), candidate));
    distances.filter(|(distance, _)| *distance <= limit).min().map(|(_, candidate)| candidate)
}

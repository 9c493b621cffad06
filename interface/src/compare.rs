//! [`compare`]: whether the types that a host names are those of a plugin's function. The host's own structs and enums
//! have names of their own, so they are compared by what is in them, field by field.

use std::fmt;

use crate::{Definition, Fields, Function, Shape, Type, find_definition};

/// Where two functions' types part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where, as an expression that begins with the parameter's name or `result`: `points[].x`.
    pub place: String,
    /// What the plugin has there.
    pub plugin: Part,
    /// What the host has there.
    pub host: Part,
}

/// One side of a [`Difference`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The type, the field or the variant.
    pub found: String,
    /// The struct or enum around it, as Rust spells it; empty where there is none.
    pub inside: String,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.found)?;
        if self.inside.is_empty() { Ok(()) } else { write!(f, ", in {}", self.inside) }
    }
}

/// Compares the types of a plugin's function with those that a host names, each with the definitions that they refer to.
///
/// # Errors
/// The first difference, in the order of the parameters and then the result.
pub fn compare(plugin: (&Function, &[Definition]), host: (&Function, &[Definition])) -> Result<(), Box<Difference>> {
    compare_with(&|_, path, name| path == name, plugin, host)
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the host to the plugin.
    In,
    /// From the plugin to the host.
    Out,
}

/// Says whether the path of an opaque type of the plugin may go by the host's name for it.
pub type IsObject<'f> = &'f dyn Fn(Way, &str, &str) -> bool;

/// As [`compare`], where `is_object` knows the host's names of objects.
///
/// # Errors
/// As for [`compare`].
pub fn compare_with(
    is_object: IsObject<'_>,
    (plugin, plugin_types): (&Function, &[Definition]),
    (host, host_types): (&Function, &[Definition]),
) -> Result<(), Box<Difference>> {
    let mut comparison = Comparison { is_object, plugin_types, host_types, way: Way::In, assumed: Vec::new() };
    let (count, given) = (plugin.params.len(), host.params.len());
    if count != given {
        let parameters = |count: usize| Part { found: format!("{count} parameters"), inside: String::new() };
        return Err(Box::new(Difference { place: String::new(), plugin: parameters(count), host: parameters(given) }));
    }
    for (param, host) in plugin.params.iter().zip(&host.params) {
        comparison.types(&param.ty, &host.ty).map_err(|difference| difference.at(&param.name))?;
    }
    comparison.way = Way::Out;
    comparison.types(&plugin.result, &host.result).map_err(|difference| difference.at("result"))
}

type Same = Result<(), Box<Difference>>;

impl Difference {
    fn new(plugin: impl ToString, host: impl ToString) -> Box<Self> {
        let part = |found| Part { found, inside: String::new() };
        Box::new(Self { place: String::new(), plugin: part(plugin.to_string()), host: part(host.to_string()) })
    }

    /// Moves the difference one level out.
    fn at(mut self: Box<Self>, place: &str) -> Box<Self> {
        self.place.insert_str(0, place);
        self
    }

    /// Says which struct or enum the difference is in; the innermost says it.
    fn inside(mut self: Box<Self>, plugin: &Definition, host: &Definition) -> Box<Self> {
        if self.plugin.inside.is_empty() && self.host.inside.is_empty() {
            (self.plugin.inside, self.host.inside) = (plugin.to_string(), host.to_string());
        }
        self
    }
}

/// A comparison on its way.
struct Comparison<'t> {
    is_object: IsObject<'t>,
    plugin_types: &'t [Definition],
    host_types: &'t [Definition],
    way: Way,
    /// Pairs of definitions that are being compared, or were: a type inside itself is the same if all else is.
    assumed: Vec<(&'t str, &'t str)>,
}

impl<'t> Comparison<'t> {
    fn types(&mut self, plugin: &'t Type, host: &'t Type) -> Same {
        match (plugin, host) {
            (Type::Named(plugin), Type::Named(host)) => self.named(plugin, host),
            (Type::Slice(one), Type::Slice(other)) | (Type::Vec(one), Type::Vec(other)) => self.inner(one, other, "[]"),
            (Type::Array(one, length), Type::Array(other, wanted)) if length == wanted => self.inner(one, other, "[]"),
            (Type::Set(order, one), Type::Set(wanted, other)) if order == wanted => self.inner(one, other, "[]"),
            (Type::Callback(one), Type::Callback(other))
                if one.mode == other.mode && one.params.len() == other.params.len() =>
            {
                self.back(|this| this.each(&one.params, &other.params))?;
                self.inner(&one.result, &other.result, "()")
            }
            (Type::Future(one), Type::Future(other)) => self.inner(one, other, ".await"),
            (Type::Iterator(one), Type::Iterator(other) | Type::Vec(other)) => self.inner(one, other, "[]"),
            (Type::Mut(one), Type::Mut(other)) => self.inner(one, other, ""),
            (Type::Option(one), Type::Option(other)) => self.inner(one, other, "?"),
            (Type::Result(ok, err), Type::Result(host_ok, host_err)) => {
                self.inner(ok, host_ok, "?")?;
                self.inner(err, host_err, ".Err")
            }
            (Type::Map(order, key, value), Type::Map(wanted, host_key, host_value)) if order == wanted => {
                self.inner(key, host_key, ".keys()")?;
                self.inner(value, host_value, "[]")
            }
            (Type::Tuple(items), Type::Tuple(host)) if items.len() == host.len() => self.each(items, host),
            (Type::Standard(standard, items), Type::Standard(wanted, host)) if standard == wanted => {
                self.each(items, host)
            }
            (Type::Handle(access, path), Type::Handle(wanted, name))
                if access == wanted && (self.is_object)(self.way, path, name) =>
            {
                Ok(())
            }
            (plugin, host) if plugin == host => Ok(()),
            (plugin, host) => Err(Difference::new(plugin, host)),
        }
    }

    /// Compares what goes the other way.
    fn back(&mut self, compare: impl FnOnce(&mut Self) -> Same) -> Same {
        let way = self.way;
        self.way = if way == Way::In { Way::Out } else { Way::In };
        let same = compare(self);
        self.way = way;
        same
    }

    fn inner(&mut self, plugin: &'t Type, host: &'t Type, place: &str) -> Same {
        self.types(plugin, host).map_err(|difference| difference.at(place))
    }

    fn each(&mut self, plugin: &'t [Type], host: &'t [Type]) -> Same {
        let mut items = plugin.iter().zip(host).enumerate();
        items.try_for_each(|(index, (plugin, host))| self.inner(plugin, host, &format!(".{index}")))
    }

    fn named(&mut self, plugin: &'t str, host: &'t str) -> Same {
        if self.assumed.contains(&(plugin, host)) {
            return Ok(());
        }
        self.assumed.push((plugin, host));
        let definitions = (find_definition(self.plugin_types, plugin), find_definition(self.host_types, host));
        let (Some(plugin), Some(host)) = definitions else { return Err(Difference::new(plugin, host)) };
        let same = self.shapes(plugin, host).and_then(|()| same_recursion(plugin, host));
        same.map_err(|difference| difference.inside(plugin, host))
    }

    fn shapes(&mut self, plugin: &'t Definition, host: &'t Definition) -> Same {
        match (&plugin.shape, &host.shape) {
            (Shape::Struct(plugin), Shape::Struct(host)) => self.fields(plugin, host),
            (Shape::Enum(variants), Shape::Enum(host)) => {
                for index in 0..variants.len().max(host.len()) {
                    match (variants.get(index), host.get(index)) {
                        (Some(plugin), Some(host)) if plugin.name == host.name => self
                            .fields(&plugin.fields, &host.fields)
                            .map_err(|difference| difference.at(&format!("::{}", plugin.name)))?,
                        (plugin, host) => {
                            let name = |variant: Option<&crate::Variant>| match variant {
                                Some(variant) => format!("the variant `{}`", variant.name),
                                None => "no more variants".to_owned(),
                            };
                            return Err(Difference::new(name(plugin), name(host)));
                        }
                    }
                }
                Ok(())
            }
            _ => Err(Difference::new(plugin, host)),
        }
    }

    fn fields(&mut self, plugin: &'t Fields, host: &'t Fields) -> Same {
        match (plugin, host) {
            (Fields::Unit, Fields::Unit) => Ok(()),
            (Fields::Tuple(items), Fields::Tuple(host)) if items.len() == host.len() => self.each(items, host),
            (Fields::Named(fields), Fields::Named(host)) => {
                for index in 0..fields.len().max(host.len()) {
                    match (fields.get(index), host.get(index)) {
                        (Some(plugin), Some(host)) if plugin.name == host.name => {
                            self.inner(&plugin.ty, &host.ty, &format!(".{}", plugin.name))?;
                        }
                        (plugin, host) => {
                            let field = |field: Option<&crate::Field>| match field {
                                Some(field) => format!("the field `{}`", field.name),
                                None => "no more fields".to_owned(),
                            };
                            return Err(Difference::new(field(plugin), field(host)));
                        }
                    }
                }
                Ok(())
            }
            (plugin, host) => {
                let count = |fields: &Fields| match fields {
                    Fields::Unit => "no fields".to_owned(),
                    Fields::Tuple(types) => format!("{} fields without names", types.len()),
                    Fields::Named(fields) => format!("{} fields with names", fields.len()),
                };
                Err(Difference::new(count(plugin), count(host)))
            }
        }
    }
}

/// Compares which fields lie behind pointers, because they lead back to the type that they are in.
fn same_recursion(plugin: &Definition, host: &Definition) -> Same {
    let differs = |index: &usize| plugin.recursive.contains(index) != host.recursive.contains(index);
    let Some(index) = plugin.recursive.iter().chain(&host.recursive).copied().filter(differs).min() else {
        return Ok(());
    };
    let leads = |definition: &Definition| match definition.recursive.contains(&index) {
        true => "a field that leads back to its own type",
        false => "a field that does not lead back to its own type",
    };
    let place = host.places().into_iter().nth(index).unwrap_or_default();
    Err(Difference::new(leads(plugin), leads(host)).at(&place))
}

#[cfg(test)]
mod tests;

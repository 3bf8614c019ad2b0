use std::str::FromStr;

use chrono::NaiveDate;
use fairlead_kernel::{DATE_FORMAT, FieldErrors, Result};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, Order, SimpleExpr};
use sea_orm::{
    ColumnTrait, ColumnType, Condition, ConnectionTrait, EntityTrait, IdenStatic, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select, Value,
};
use serde::Serialize;

use crate::{Db, classify};

/// What a list request asks for, parsed from the query string.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Rows a page, 1 to 1000.
    pub limit: u64,
    /// From 1.
    pub page: u64,
    /// Column, and whether descending.
    pub sort: Option<(String, bool)>,
    /// Column and value.
    pub filters: Vec<(String, String)>,
    /// Words to look for.
    pub search: Option<String>,
    /// All rows as CSV instead of a page.
    pub csv: bool,
    /// The parameters that are none of these, for lists that have their own.
    pub others: Vec<(String, String)>,
}

impl Default for Query {
    fn default() -> Self {
        let (filters, others) = (Vec::new(), Vec::new());
        Self { limit: 100, page: 1, sort: None, filters, search: None, csv: false, others }
    }
}

impl Query {
    /// Largest page.
    pub const MAX_LIMIT: u64 = 1000;

    /// Reads `limit`, `page`, `sort`, `search`, `format` and `filter[column]`; other parameters are kept as they are.
    ///
    /// # Errors
    /// One message for each parameter that cannot be understood.
    pub fn parse<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let mut query = Self::default();
        let mut errors = FieldErrors::new();
        for (name, value) in pairs {
            match name {
                "limit" => query.limit = number(name, value, Self::MAX_LIMIT, &mut errors),
                "page" => query.page = number(name, value, u64::from(u32::MAX), &mut errors),
                "sort" if !value.is_empty() => {
                    query.sort = Some((value.trim_start_matches('-').to_owned(), value.starts_with('-')));
                }
                "search" if !value.trim().is_empty() => query.search = Some(value.to_owned()),
                "format" => query.csv = value == "csv",
                _ => match name.strip_prefix("filter[").and_then(|rest| rest.strip_suffix(']')) {
                    Some(column) => query.filters.push((column.to_owned(), value.to_owned())),
                    None => query.others.push((name.to_owned(), value.to_owned())),
                },
            }
        }
        errors.into_result().map(|()| query)
    }
}

fn number(name: &str, value: &str, max: u64, errors: &mut FieldErrors) -> u64 {
    match value.parse::<u64>() {
        Ok(number) if (1..=max).contains(&number) => number,
        _ => {
            errors.add(name, format!("The {name} must be an integer from 1 to {max}."));
            1
        }
    }
}

/// The paginator of a list answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Paginator {
    /// Rows that match.
    pub total_count: u64,
    /// At least 1, so that clients that loop until `current_page == total_pages` end (compatibility, section 1).
    pub total_pages: u64,
    /// The page that was asked for, also past the end.
    pub current_page: u64,
    /// Rows a page.
    pub limit: u64,
}

/// One page of rows.
#[derive(Debug)]
pub struct Found<M> {
    /// The rows.
    pub rows: Vec<M>,
    /// Where they stand in the whole.
    pub paginator: Paginator,
}

/// The columns that requests may sort, filter and search by.
pub struct Page<E: EntityTrait> {
    /// Sortable.
    pub sorts: Vec<E::Column>,
    /// Filterable by equality (`1,2` is a list, `null` is none).
    pub filters: Vec<E::Column>,
    /// Searched for every word.
    pub searches: Vec<E::Column>,
    /// The order when none is asked for.
    pub order: (E::Column, Order),
    /// The key that breaks ties.
    pub key: E::Column,
}

impl<E: EntityTrait> Page<E> {
    /// Of rows that have little more than a name: by id, found by name.
    pub fn named(id: E::Column, name: E::Column) -> Self {
        Self {
            sorts: vec![id, name],
            filters: vec![name],
            searches: vec![name],
            order: (id, Order::Asc),
            key: id,
        }
    }
}

/// Fetches the page of `select` that `query` asks for: one query for the rows, and one for the total unless it is known.
///
/// # Errors
/// 422 for columns or values that `page` does not allow.
pub async fn fetch<E: EntityTrait>(
    db: &Db,
    select: Select<E>,
    query: &Query,
    page: &Page<E>,
) -> Result<Found<E::Model>> {
    let mut errors = FieldErrors::new();
    let mut select = select.filter(filters(query, page, &mut errors));
    if let Some(search) = query.search.as_deref().filter(|_| !page.searches.is_empty()) {
        select = select.filter(search_condition(search, &page.searches));
    }
    let order = sort(query, page, &mut errors);
    errors.into_result()?;
    let total_count = count(db, &select).await?;
    let rows = select
        .order_by(order.0, order.1)
        .order_by(page.key, Order::Asc)
        .limit(query.limit)
        .offset((query.page - 1).saturating_mul(query.limit))
        .all(db.read())
        .await
        .map_err(classify)?;
    let total_pages = Ord::max(total_count.div_ceil(query.limit), 1);
    let paginator = Paginator { total_count, total_pages, current_page: query.page, limit: query.limit };
    Ok(Found { rows, paginator })
}

async fn count<E: EntityTrait>(db: &Db, select: &Select<E>) -> Result<u64> {
    let mut counting = select.clone();
    let query = QuerySelect::query(&mut counting);
    query.clear_selects().clear_order_by().expr(Expr::cust("count(*)"));
    let statement = counting.build(db.read().get_database_backend());
    let key = statement.to_string();
    if let Some(count) = db.counts().get(&key) {
        return Ok(count);
    }
    let generation = db.counts().generation();
    let row = db.read().query_one_raw(statement).await.map_err(classify)?;
    let count: i64 = match row {
        Some(row) => row.try_get_by_index(0).map_err(classify)?,
        None => 0,
    };
    db.counts().put(key, generation, count.unsigned_abs());
    Ok(count.unsigned_abs())
}

fn sort<E: EntityTrait>(query: &Query, page: &Page<E>, errors: &mut FieldErrors) -> (E::Column, Order) {
    let Some((name, descending)) = &query.sort else { return page.order.clone() };
    match page.sorts.iter().find(|column| column.as_str() == name) {
        Some(column) => (*column, if *descending { Order::Desc } else { Order::Asc }),
        None => {
            errors.add("sort", "The selected sort is not valid.");
            page.order.clone()
        }
    }
}

fn filters<E: EntityTrait>(query: &Query, page: &Page<E>, errors: &mut FieldErrors) -> Condition {
    let mut all = Condition::all();
    for (name, value) in &query.filters {
        let column = page.filters.iter().find(|column| column.as_str() == name);
        match column.and_then(|column| one_filter(*column, value)) {
            Some(filter) => all = all.add(filter),
            None => errors.add(format!("filter.{name}"), "The selected filter is not valid."),
        }
    }
    all
}

fn one_filter<C: ColumnTrait>(column: C, value: &str) -> Option<SimpleExpr> {
    if value == "null" {
        return Some(column.is_null());
    }
    let kind = column.def().get_column_type().clone();
    let values: Option<Vec<Value>> = match kind {
        ColumnType::Text | ColumnType::String(_) => Some(vec![Value::from(value)]),
        _ => value.split(',').map(|part| typed(&kind, part.trim())).collect(),
    };
    Some(column.is_in(values?))
}

fn typed(kind: &ColumnType, value: &str) -> Option<Value> {
    match kind {
        ColumnType::Boolean => match value {
            "1" | "true" => Some(true.into()),
            "0" | "false" => Some(false.into()),
            _ => None,
        },
        ColumnType::Date => NaiveDate::parse_from_str(value, DATE_FORMAT).ok().map(Value::from),
        ColumnType::Double => f64::from_str(value).ok().map(Value::from),
        _ => i64::from_str(value).ok().map(Value::from),
    }
}

/// Every word of `search` stands in one of `columns`.
fn search_condition<C: ColumnTrait>(search: &str, columns: &[C]) -> Condition {
    let mut all = Condition::all();
    for word in search.split_whitespace().map(str::to_lowercase) {
        let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let mut any = Condition::any();
        for column in columns {
            let like = LikeExpr::new(format!("%{escaped}%")).escape('\\');
            any = any.add(Expr::expr(Func::lower(Expr::col(*column))).like(like));
        }
        all = all.add(any);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_string_is_read_and_other_parameters_are_kept() {
        let query = Query::parse([
            ("limit", "25"),
            ("page", "3"),
            ("sort", "-name"),
            ("filter[active]", "true"),
            ("nonsense", "x"),
        ])
        .unwrap();
        assert_eq!((query.limit, query.page), (25, 3));
        assert_eq!(query.sort, Some(("name".into(), true)));
        assert_eq!(query.filters, [("active".to_owned(), "true".to_owned())]);
        assert_eq!(query.others, [("nonsense".to_owned(), "x".to_owned())]);
    }

    #[test]
    fn all_bad_parameters_are_reported_at_once() {
        let error = Query::parse([("limit", "0"), ("page", "-1")]).unwrap_err();
        let fairlead_kernel::Error::Invalid(errors) = error else { panic!() };
        assert!(errors.get("limit").is_some() && errors.get("page").is_some());
    }
}

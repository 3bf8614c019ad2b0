use fairlead_kernel::{FieldSpec, Kind};
use serde_json::{Map, Value, json};

use crate::routes::{Listing, Named, Shape};
use crate::{Operation, Routes};

/// The OpenAPI 3.1 document of `routes`, sorted, so that it only changes when the API does.
pub fn document(routes: &Routes, version: &str) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    let mut operations: Vec<&Operation> = routes.operations.iter().collect();
    operations.sort_by_key(|operation| (operation.path.clone(), operation.method.to_string()));
    for operation in operations {
        let path = paths.entry(format!("/api/v1{}", operation.path)).or_insert_with(|| json!({}));
        path[operation.method.as_str().to_lowercase()] = describe(operation, &mut schemas);
    }
    schemas.insert("Paginator".into(), paginator());
    schemas.insert("Failure".into(), failure());
    schemas.sort_keys();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Fairlead API",
            "version": version,
            "description": "API v1: the documented contract, and Fairlead's own endpoints (`x-fairlead`).",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"basic": []}, {"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic"},
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "fairlead_session"},
            },
        },
    })
}

fn describe(operation: &Operation, schemas: &mut Map<String, Value>) -> Value {
    let doc = &operation.doc;
    let mut described = json!({
        "tags": [doc.tag],
        "summary": doc.summary,
        "operationId": operation_id(operation),
        "parameters": parameters(operation),
        "responses": responses(operation, schemas),
    });
    if let Some((resource, action)) = operation.permission {
        described["x-permission"] = json!(format!("{resource}.{action}"));
    }
    if !operation.signed_in {
        described["security"] = json!([]);
    }
    if doc.own {
        described["x-fairlead"] = json!(true);
    }
    if let Some((name, fields)) = doc.body {
        // An update is overlaid on the stored object, so nothing is required.
        let partial = operation.method == axum::http::Method::PATCH;
        let name = if partial { format!("{name}Update") } else { name.to_owned() };
        schemas.insert(name.clone(), object(fields, partial));
        let schema = json!({"$ref": format!("#/components/schemas/{name}")});
        described["requestBody"] =
            json!({"required": !partial, "content": {"application/json": {"schema": schema}}});
    }
    described
}

fn operation_id(operation: &Operation) -> String {
    let path = operation.path.replace(['{', '}'], "").replace(['/', '-', '.'], "_");
    format!("{}{}", operation.method.as_str().to_lowercase(), path.trim_end_matches('_'))
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let mut parameters: Vec<Value> = operation
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            let kind = if name.ends_with("id") { "integer" } else { "string" };
            json!({"name": name, "in": "path", "required": true, "schema": {"type": kind}})
        })
        .collect();
    if let Some(listing) = &operation.doc.listing {
        parameters.extend(list_parameters(listing));
    }
    for (name, description) in &operation.doc.required_queries {
        let schema = json!({"type": "string"});
        parameters.push(
            json!({"name": name, "in": "query", "required": true, "schema": schema, "description": description}),
        );
    }
    parameters
}

fn list_parameters(listing: &Listing) -> Vec<Value> {
    let query = |name: &str, schema: Value, description: &str| json!({"name": name, "in": "query", "schema": schema, "description": description});
    let mut parameters = vec![
        query(
            "limit",
            json!({"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}),
            "Rows a page.",
        ),
        query("page", json!({"type": "integer", "minimum": 1, "default": 1}), "From 1."),
    ];
    if listing.as_file {
        let formats = json!({"type": "string", "enum": ["json", "csv"]});
        parameters.push(query("format", formats, "`csv`: all rows as a file."));
    }
    if !listing.sorts.is_empty() {
        let both: Vec<String> =
            listing.sorts.iter().flat_map(|name| [name.clone(), format!("-{name}")]).collect();
        parameters.push(query("sort", json!({"type": "string", "enum": both}), "A minus: descending."));
    }
    for name in &listing.filters {
        parameters.push(query(
            &format!("filter[{name}]"),
            json!({"type": "string"}),
            "`1,2`: one of; `null`: none.",
        ));
    }
    if listing.searchable {
        parameters.push(query("search", json!({"type": "string"}), "All words must be found."));
    }
    parameters
}

fn responses(operation: &Operation, schemas: &mut Map<String, Value>) -> Value {
    let doc = &operation.doc;
    let content = match &doc.shape {
        Shape::Bytes(media_type) => json!({*media_type: {"schema": {"type": "string", "format": "binary"}}}),
        Shape::Free => json_content(json!({})),
        Shape::One(named) => json_content(reference(named, schemas)),
        Shape::Many(named) => json_content(json!({"type": "array", "items": reference(named, schemas)})),
    };
    let mut content = content;
    if matches!(doc.shape, Shape::Many(_)) {
        let schema = &mut content["application/json"]["schema"];
        schema["properties"]["paginator"] = json!({"$ref": "#/components/schemas/Paginator"});
    }
    json!({
        doc.status.to_string(): {"description": "Success", "content": content},
        "default": {
            "description": "Failure",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}},
        },
    })
}

fn json_content(data: Value) -> Value {
    json!({"application/json": {"schema": {"type": "object", "required": ["data"], "properties": {"data": data}}}})
}

fn reference(named: &Named, schemas: &mut Map<String, Value>) -> Value {
    for (name, schema) in named.others.iter().chain([&(named.name.clone(), named.schema.clone())]) {
        schemas.insert(name.clone(), serde_json::to_value(schema).unwrap_or_default());
    }
    json!({"$ref": format!("#/components/schemas/{}", named.name)})
}

fn object(fields: &[FieldSpec], partial: bool) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.to_owned(), property(field))).collect();
    let required: Vec<&str> =
        fields.iter().filter(|field| field.required && !partial).map(|field| field.name).collect();
    let mut schema = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn property(field: &FieldSpec) -> Value {
    let mut schema = kind_schema(field.kind);
    let (low, high) = match field.kind {
        Kind::Text => ("minLength", "maxLength"),
        Kind::List(_) => ("minItems", "maxItems"),
        _ => ("minimum", "maximum"),
    };
    if let Some(min) = field.min {
        schema[low] = json!(min);
    }
    if let Some(max) = field.max {
        schema[high] = json!(max);
    }
    if !field.one_of.is_empty() {
        let values = field.one_of.iter().map(|value| match field.kind {
            Kind::Integer => json!(value.parse::<i64>().unwrap_or_default()),
            _ => json!(value),
        });
        schema["enum"] = values.collect();
    }
    if let Some(default) = field.default {
        schema["default"] = serde_json::from_str(default).unwrap_or_default();
    }
    if field.secret {
        schema["writeOnly"] = json!(true);
    }
    if let Some(kind) = schema.get("type").cloned().filter(|_| !field.required) {
        schema["type"] = json!([kind, "null"]);
        if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
            values.push(Value::Null);
        }
    }
    if !field.doc.is_empty() {
        schema["description"] = json!(field.doc);
    }
    schema
}

fn kind_schema(kind: Kind) -> Value {
    match kind {
        Kind::Text => json!({"type": "string"}),
        Kind::Integer => json!({"type": "integer"}),
        Kind::Number => json!({"type": "number"}),
        Kind::Boolean => json!({"type": "boolean"}),
        Kind::Date => json!({"type": "string", "format": "date"}),
        Kind::DateTime => json!({"type": "string", "description": "YYYY-MM-DD HH:MM:SS in UTC"}),
        Kind::List(items) => json!({"type": "array", "items": kind_schema(*items)}),
        Kind::Object(fields) => object(fields(), false),
        Kind::MapOf(fields) => json!({"type": "object", "additionalProperties": object(fields(), false)}),
        Kind::Any => json!({}),
    }
}

fn paginator() -> Value {
    let number = json!({"type": "integer"});
    json!({
        "type": "object",
        "required": ["total_count", "total_pages", "current_page", "limit"],
        "properties": {"total_count": number, "total_pages": number, "current_page": number, "limit": number},
    })
}

fn failure() -> Value {
    let message = json!({"oneOf": [
        {"type": "string"},
        {"type": "object", "additionalProperties": {"type": "string"}},
    ]});
    json!({
        "type": "object",
        "required": ["error"],
        "properties": {"error": {
            "type": "object",
            "required": ["message", "status_code"],
            "properties": {"message": message, "status_code": {"type": "integer"}},
        }},
    })
}

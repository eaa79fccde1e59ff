//! Prints the OpenAPI document, which is kept in `web/openapi.json`.

fn main() {
    print!("{}", convlog_server::openapi_json());
}

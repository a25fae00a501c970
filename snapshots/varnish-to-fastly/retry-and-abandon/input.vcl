vcl 4.1;

backend main {
    .host = "192.0.2.10";
}

backend spare {
    .host = "192.0.2.11";
}

sub vcl_backend_response {
    # Once more, at the other site
    if (beresp.status == 502 && bereq.retries == 0) {
        set bereq.backend = spare;
        set bereq.http.X-Second-Try = "1";
        return (retry);
    }
    # Rather yesterday's page than this one
    if (beresp.status == 500 && bereq.is_bgfetch) {
        return (abandon);
    }
    if (beresp.status == 504) {
        return (error(503, "Too slow"));
    }
}

sub vcl_backend_error {
    if (bereq.retries < 2) {
        return (retry);
    }
}

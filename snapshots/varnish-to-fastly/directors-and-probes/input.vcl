vcl 4.1;

import directors;
import std;

probe health {
    .url = "/health";
    .interval = 10s;
}

backend web1 {
    .host = "192.0.2.11";
    .port = "8080";
    .probe = health;
}

backend web2 {
    .host = "192.0.2.12";
    .port = "8080";
    .max_connections = 50;
    .probe = {
        .request =
            "HEAD / HTTP/1.1"
            "Host: www.example.com"
            "Connection: close";
        .threshold = 2;
        .window = 4;
    }
}

backend static-files {
    .host = "192.0.2.20";
}

sub vcl_init {
    # Both servers take turns
    new web = directors.round_robin();
    web.add_backend(web1);
    web.add_backend(web2);
    # A visitor stays with one
    new sticky = directors.hash();
    sticky.add_backend(web1, 1.0);
    sticky.add_backend(web2, 2.5);
    new safe = directors.fallback();
    safe.add_backend(static-files);
    safe.add_backend(web.backend());
    return (ok);
}

sub vcl_recv {
    if (req.url ~ "^/static/") {
        set req.backend_hint = safe.backend();
    } elseif (req.url ~ "^/app/") {
        set req.backend_hint = sticky.backend(req.http.X-User);
    } else {
        set req.backend_hint = web.backend();
    }
    if (!std.healthy(web.backend())) {
        set req.http.X-Degraded = "1";
    }
}

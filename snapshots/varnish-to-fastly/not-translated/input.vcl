vcl 4.1;

import std;
import dynamic;
import var;

backend default {
    .host = "192.0.2.10";
}

backend socket {
    .path = "/run/app.sock";
}

sub vcl_init {
    new d = dynamic.director(port = "80");
}

sub vcl_recv {
    if (req.http.Host == "other.example.com") {
        return (vcl(other));
    }
    set req.backend_hint = d.backend("app.example.com");
    var.set("started", "1");
    if (local.socket == "admin") {
        return (pass);
    }
    unset req.http.Content-Length;
    set req.backend_hint = socket;
    C{
        VRT_count(ctx, 1);
    }C
}

sub vcl_deliver {
    if (resp.status == 404) {
        return (synth(404, "Nothing here"));
    }
    set resp.http.X-TTL = obj.ttl;
}

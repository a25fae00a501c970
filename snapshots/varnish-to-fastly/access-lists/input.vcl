vcl 4.1;

import std;

backend default {
    .host = "192.0.2.10";
}

acl inside +log {
    "localhost";
    "10.0.0.0"/8;       # the office
    ! "10.1.0.0/16";    # its guests
    ("maybe.example.com");
}

sub vcl_recv {
    if (client.ip !~ inside && std.ip(req.http.X-Real-IP, "0.0.0.0") !~ inside) {
        return (synth(403));
    }
}

/** A Fastly service of about the wanted size: the same plausible service over and over, each copy with names of its own. */
export function service(bytes: number): string {
  const copies: string[] = [];
  let size = 0;
  for (let index = 0; size < bytes; index += 1) {
    const copy = unit(index);
    copies.push(copy);
    size += copy.length;
  }
  return copies.join('\n');
}

function unit(n: number): string {
  return `# Part ${n} of the service
backend F_origin_${n} {
  .host = "192.0.2.${(n % 250) + 1}";
  .port = "8080";
  .connect_timeout = 1s;
  .first_byte_timeout = 15s;
}

table redirects_${n} {
  "/old-${n}": "/new-${n}",
  "/promo-${n}": "/sale%20${n}",
  "/gone-${n}": "/",
}

acl office_${n} {
  "192.0.2.0"/24;
  "198.51.100.${(n % 250) + 1}";
}

# Only the office sees what is not published yet
sub guard_${n} {
  if (req.http.Host == "staging-${n}.example.com" && client.ip !~ office_${n}) {
    error 403 "Forbidden";
  }
  if (table.contains(redirects_${n}, req.url.path)) {
    error 601 table.lookup(redirects_${n}, req.url.path);
  }
}

sub vcl_recv {
  declare local var.section_${n} STRING;
  call guard_${n};
  if (req.url ~ "^/part-${n}/(en|fr)/([^/?]*)") {
    set var.section_${n} = re.group.2;
    set req.http.X-Lang = re.group.1;
    set req.http.X-Section = "part-${n}/" var.section_${n};
    set req.backend = F_origin_${n};
  } elsif (req.http.Cookie:part_${n} == "beta" || req.url.ext ~ "^(?:jpe?g|png|webp)$") {
    set req.http.X-Variant = if(req.http.Cookie:part_${n}, "beta", "plain");
    unset req.http.Cookie;
  }
}

sub vcl_fetch {
  if (beresp.status >= 500 && beresp.status < 600 && req.restarts < 1 && req.url ~ "^/part-${n}/") {
    restart;
  }
  if (beresp.http.Cache-Control ~ "private" && req.url ~ "^/part-${n}/") {
    return(pass);
  }
  if (req.url ~ "^/part-${n}/static/") {
    set beresp.ttl = 1h; # never changes under the same name
    unset beresp.http.Set-Cookie;
  }
}

sub vcl_deliver {
  if (req.http.X-Section == "part-${n}") {
    set resp.http.X-Cache-Hit = if(obj.hits > 0, "hit", "miss");
    unset resp.http.X-Powered-By;
  }
}
`;
}

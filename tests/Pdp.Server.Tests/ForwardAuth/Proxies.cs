using Pdp.Server.Tests.AuthZen;

namespace Pdp.Server.Tests.ForwardAuth;

/// <summary>
/// Configurations of proxies that know their users by a key, say who asks in `X-User`, and ask the PDP about every request: nginx,
/// Caddy and HAProxy, as docs/gateways.md shows them.
/// </summary>
internal static class Proxies
{
    public static readonly string[] All = ["nginx", "caddy", "haproxy"];

    // key to subject
    private static readonly (string Key, string Subject)[] Users =
    [
        ("rick-key", InteropServer.Rick), ("morty-key", InteropServer.Morty), ("beth-key", InteropServer.Beth),
    ];

    /// <summary>Starts one.</summary>
    /// <param name="name">Which.</param>
    /// <param name="pdp">The port of the PDP's HTTP address.</param>
    /// <param name="app">The port of the application.</param>
    public static Task<ProxyProcess> StartAsync(string name, int pdp, int app) => name switch
    {
        "nginx" => ProxyProcess.StartAsync("nginx", (port, folder) => Nginx(port, folder, pdp, app), "nginx.conf", static (file, folder) => ["-p", folder, "-c", file, "-e", "stderr"]),
        "caddy" => ProxyProcess.StartAsync("caddy", (port, _) => Caddy(port, pdp, app), "Caddyfile", static (file, _) => ["run", "--adapter", "caddyfile", "--config", file]),
        _ => ProxyProcess.StartAsync("haproxy", (port, folder) => HaProxy(port, folder, pdp, app), "haproxy.cfg", static (file, _) => ["-db", "-f", file]),
    };

    private static string Nginx(int port, string folder, int pdp, int app) => $$"""
        daemon off; worker_processes 1; pid {{folder}}/nginx.pid; error_log stderr warn;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
          map $http_x_api_key $user { default ""; {{string.Concat(Users.Select(static u => $"\"{u.Key}\" \"{u.Subject}\"; "))}} }
          map $http_x_api_key $mfa { default "false"; "rick-key" "true"; }
          upstream pdp { server 127.0.0.1:{{pdp}}; keepalive 16; }
          server {
            listen 127.0.0.1:{{port}};
            merge_slashes off;
            location / {
              auth_request     /_pdp;
              auth_request_set $pdp_subject $upstream_http_x_auth_subject;
              proxy_set_header X-Auth-Subject $pdp_subject;
              proxy_set_header X-Api-Key "";
              proxy_pass       http://127.0.0.1:{{app}};
            }
            location = /_pdp {
              internal;
              proxy_pass              http://pdp/forward-auth/nginx;
              proxy_http_version      1.1;
              proxy_set_header        Connection "";
              proxy_pass_request_body off;
              proxy_set_header        Content-Length "";
              proxy_set_header        X-Original-Method $request_method;
              proxy_set_header        X-Original-URI    $request_uri;
              proxy_set_header        X-Original-Host   $host;
              proxy_set_header        X-Original-Proto  $scheme;
              proxy_set_header        X-Real-IP         $remote_addr;
              proxy_set_header        X-User            $user;
              proxy_set_header        X-MFA             $mfa;
              proxy_set_header        X-Auth-Subject    "";
              proxy_set_header        X-Forwarded-Uri    "";
              proxy_set_header        X-Forwarded-Method "";
              proxy_connect_timeout   1s;
              proxy_send_timeout      1s;
              proxy_read_timeout      1s;
            }
          }
        }
        """;

    private static string Caddy(int port, int pdp, int app) => $$"""
        {
          admin off
          auto_https off
        }
        http://:{{port}} {
          bind 127.0.0.1
          map {header.X-Api-Key} {user} {mfa} {
            {{string.Join("\n    ", Users.Select(static u => $"{u.Key} \"{u.Subject}\" {(u.Key == "rick-key" ? "true" : "false")}"))}}
            default "" "false"
          }
          forward_auth 127.0.0.1:{{pdp}} {
            uri /forward-auth/caddy
            header_up X-User {user}
            header_up X-MFA {mfa}
            copy_headers X-Auth-Subject X-Pdp-Decision
            transport http {
              dial_timeout            1s
              response_header_timeout 1s
            }
          }
          reverse_proxy 127.0.0.1:{{app}}
        }
        """;

    private static string HaProxy(int port, string folder, int pdp, int app)
    {
        File.WriteAllText(Path.Combine(folder, "pdp.lua"), $$"""
            core.register_action("pdp", { "http-req" }, function(txn)
              txn:set_var("txn.permitted", false)
              local client = core.httpclient()
              local answer = client:get{
                url = "http://127.0.0.1:{{pdp}}/forward-auth/haproxy",
                timeout = 1000,
                headers = {
                  ["x-forwarded-method"] = { txn.sf:method() },
                  ["x-forwarded-uri"] = { txn.f:pathq() },
                  ["x-forwarded-host"] = { txn.sf:req_hdr("host") },
                  ["x-forwarded-proto"] = { "http" },
                  ["x-forwarded-for"] = { txn.sf:src() },
                  ["x-mfa"] = { txn:get_var("txn.mfa") or "false" },
                  ["x-user"] = { txn:get_var("txn.user") or "" },
                } }
              if answer and answer.status == 200 and answer.headers["x-auth-subject"] then
                txn:set_var("txn.subject", answer.headers["x-auth-subject"][0])
                txn:set_var("txn.permitted", true)
              elseif answer and answer.status == 401 then
                txn:set_var("txn.unknown", true)
              end
            end)
            """);
        File.WriteAllText(Path.Combine(folder, "users.map"), string.Concat(Users.Select(static u => $"{u.Key} {u.Subject}\n")));
        return $$"""
            global
              lua-load {{folder}}/pdp.lua
            defaults
              mode http
              timeout connect 1s
              timeout client 10s
              timeout server 10s
            frontend f
              bind 127.0.0.1:{{port}}
              http-request set-var(txn.user) req.hdr(x-api-key),map_str({{folder}}/users.map)
              http-request set-var(txn.mfa) str(true) if { req.hdr(x-api-key) -m str rick-key }
              http-request lua.pdp
              http-request deny deny_status 401 hdr www-authenticate Bearer if { var(txn.unknown) -m bool }
              http-request deny deny_status 403 unless { var(txn.permitted) -m bool }
              http-request set-header x-auth-subject %[var(txn.subject)]
              http-request del-header x-api-key
              default_backend b
            backend b
              server app 127.0.0.1:{{app}}

            """;
    }
}

using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Identity.Tests.Kit;
using Pdp.Server.Settings;
using Pdp.Server.Tests.Support;
using Xunit;

namespace Pdp.Server.Tests.Tokens;

/// <summary>A server that takes tokens of an issuer whose keys stand in a file, policies that read their claims, and a clock that stands still.</summary>
internal sealed class TokenScene : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pdp-tokens-");

    public TokenScene(string? issuers = null)
    {
        Put("keys.json", Keys);
        Put("issuers.json", issuers ?? Issuers());
        Put("policies/bundle.json", """{ "apiVersion": "pdp/v1", "kind": "Bundle", "name": "tokens", "schemaEnforcement": "reject" }""");
        Put("policies/schema.json", """
            { "apiVersion": "pdp/v1", "kind": "Schema",
              "subjects": {
                "user": { "type": "object", "properties": {
                  "team": { "type": "string" },
                  "email": { "type": "string" },
                  "token": { "type": "object", "properties": { "scope": { "type": "string" }, "level": { "type": "integer" } }, "required": ["scope"] } } },
                "anonymous": { "type": "object" },
                "robot": { "type": "object", "properties": { "team": { "type": "string" } } } },
              "resources": { "document": { "type": "object", "properties": { "owner": { "type": "string" } } } } }
            """);
        Put("policies/policy.json", """
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "target": "subject.type == 'user'", "rules": [
              { "id": "reads", "effect": "permit", "actions": ["read"], "when": "subject.token.scope.contains('read')" },
              { "id": "owns", "effect": "permit", "actions": ["own"], "when": "resource.owner == subject.id" },
              { "id": "team", "effect": "permit", "actions": ["team"], "when": "subject.team == 'red' && subject.token.level >= 2" } ] }
            """);
        Put("policies/anybody.json", """
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "anybody", "version": 1, "rules": [ { "id": "sees", "effect": "permit", "actions": ["see"] } ] }
            """);
        Put("policies/robots.json", """
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "robots", "version": 1, "target": "subject.type == 'robot'", "rules": [
              { "id": "robots", "effect": "permit", "actions": ["read"] } ] }
            """);
    }

    /// <summary>A gateway whose subjects come from tokens.</summary>
    public const string Gateway = """
        { "apiVersion": "pdp/v1", "kind": "Gateway", "id": "nginx", "forwarded": "x-original", "subject": { "from": "token", "properties": { "team": { "header": "x-team" } } },
          "identityHeaders": { "x-auth-subject": "subject.id" },
          "routes": [
            { "path": "/documents/{id}", "methods": ["GET"], "action": "read", "resource": { "type": "document", "id": "{id}", "properties": {} } },
            { "path": "/public", "methods": ["GET"], "anonymous": true, "action": "see", "resource": { "type": "document", "id": "public", "properties": {} } } ] }
        """;

    /// <summary>The usual keys of the issuer.</summary>
    public static string Keys => Forge.Set(Forge.Jwk(Forge.Rsa, "rsa"));

    public FakeTimeProvider Time { get; } = new(Forge.Now);

    public LogRecorder Log { get; } = new();

    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>A document of one issuer.</summary>
    /// <param name="more">Members besides the name, the audiences and the keys.</param>
    public static string Issuers(string more = "") => $$"""
        { "issuers": [ { "issuer": "{{Forge.Issuer}}", "audiences": ["pdp"], "keys": { "file": "keys.json" }, "refresh": "1m", "lookAgain": "1s" {{more}} } ] }
        """;

    /// <summary>A question with a token and nothing else of the subject.</summary>
    public static CheckRequest Ask(string token, string action = "read", string owner = "alice") => new()
    {
        SubjectToken = token,
        Action = new() { Name = action },
        Resource = new() { Type = "document", Id = "1", Properties = new Struct { Fields = { ["owner"] = Value.ForString(owner) } } },
    };

    /// <summary>The same with the subject stated besides.</summary>
    public static CheckRequest Ask(string token, string action, params (string Name, Value Value)[] properties)
    {
        var request = Ask(token, action);
        request.Subject = new Subject { Properties = new Struct() };
        foreach (var (name, value) in properties) request.Subject.Properties.Fields.Add(name, value);
        return request;
    }

    public void Put(string name, string text)
    {
        var path = this[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    public Bundle Bundle()
    {
        var (bundle, diagnostics) = BundleLoader.Load(this["policies"]);
        Assert.True(bundle is not null, string.Join('\n', diagnostics.Select(DiagnosticText.Format)));
        return bundle;
    }

    public Task<RunningServer> StartAsync(Func<PdpServerOptions, PdpServerOptions>? set = null) =>
        RunningServer.StartAsync(o => set is null ? o with { Issuers = this["issuers.json"] } : set(o with { Issuers = this["issuers.json"] }), bundle: Bundle(), clock: Time, log: Log);

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        Log.Dispose();
        return ValueTask.CompletedTask;
    }
}

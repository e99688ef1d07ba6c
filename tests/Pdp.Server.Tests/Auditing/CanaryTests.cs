using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using Pdp.Bundles;
using Pdp.Contracts.V1;
using Pdp.Server.Auditing;
using Pdp.Identity.Tests.Kit;
using Pdp.Server.Auditing.Sinks;
using Pdp.Server.ShadowReports;
using Pdp.Server.Tests.Auditing.Sinks;
using Pdp.Server.Tests.AuthZen;
using Pdp.Server.Tests.Support;
using Pdp.Server.Tests.Tokens;
using Xunit;

namespace Pdp.Server.Tests.Auditing;

/// <summary>What a schema calls sensitive is planted everywhere, and looked for in all that the server writes.</summary>
public sealed class CanaryTests : IDisposable
{
    private const string Planted = "CANARY";
    private const string Seen = "VISIBLE";

    private readonly AuditedFolder _folder = new();
    private readonly LogRecorder _log = new();

    private string Policies => Path.Combine(_folder.Place, "policies");

    private string Shadow => Path.Combine(_folder.Place, "shadow.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_sensitive_is_in_any_log_in_whatever_way_it_came_there()
    {
        var bundle = Write();
        var key = Path.Combine(_folder.Place, "hash.key");
        var scraped = new List<string>();
        using var spans = new SpanRecorder();
        await File.WriteAllTextAsync(key, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)), TestContext.Current.CancellationToken);
        await using var collector = await Collector.StartAsync();
        using var output = new MemoryStream();

        // by the name of what wrote it: whatever else a server comes to tell belongs here
        var told = new Dictionary<string, Func<string>>(StringComparer.Ordinal)
        {
            ["decision log"] = () => _folder.Text,
            ["shadow samples"] = () => File.ReadAllText(Shadow),
            ["standard output"] = () => System.Text.Encoding.UTF8.GetString(output.ToArray()),
            ["collector"] = () => string.Join('\n', collector.Bodies),
            ["server log"] = () => string.Join('\n', _log.Records),
        };
        var errors = new List<string>();
        await using (var server = await RunningServer.StartAsync(
            o => _folder.Set(AuditMode.Bounded, audit => audit with { HashKey = key, Stdout = true, Otlp = OtlpAddress.Parse(collector.Url.ToString(), out _) })(o) with
            {
                ShadowLog = Shadow, ShadowLogRequests = RecordedRequest.Full, ShadowLogRate = 1000, StandardOutput = () => output,
            },
            bundle: bundle, log: _log))
        {
            errors.Add(await server.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken));
            var lengthy = Question("permit", "user");
            lengthy.Subject.Properties.Fields["ssn"] = Value.ForString(Planted + new string('x', 100_000));
            errors.Add((await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await server.Decisions.CheckAsync(lengthy, cancellationToken: TestContext.Current.CancellationToken))).ToString());
            errors.Add((await Posted.PostAsync(server.Http, "/access/v1/evaluation", $$$"""{"subject":{"type":"user","id":"u1","properties":{"ssn":["{{{Planted}}}-broken"}}""")).Body);
            errors.Add((await Posted.PostAsync(server.Http, "/access/v1/evaluation", $$$"""{"subject":{"type":"user","id":"u1","properties":{"ssn":"{{{Planted}}}","ssn":"{{{Planted}}}"}},"action":{"name":"permit"},"resource":{"type":"doc","id":"d1"}}""")).Body);
            foreach (var action in new[] { "permit", "fail", "misfit", "data", "other" })
            {
                await server.Decisions.CheckAsync(Question(action, "user"), cancellationToken: TestContext.Current.CancellationToken);
                await server.Decisions.CheckAsync(Question(action, "stranger"), cancellationToken: TestContext.Current.CancellationToken);
                var asked = Question(action, "user");
                await server.Decisions.ExplainAsync(
                    new ExplainRequest { Subject = asked.Subject, Action = asked.Action, Resource = asked.Resource, Context = asked.Context }, cancellationToken: TestContext.Current.CancellationToken);
                await Posted.PostAsync(server.Http, "/access/v1/evaluation", $$$"""{"subject":{"type":"user","id":"u1","properties":{"ssn":"{{{Planted}}}-http","email":"{{{Planted}}}-http"}},"action":{"name":"{{{action}}}"},"resource":{"type":"doc","id":"d1"}}""");
            }

            scraped.Add(await Scrape.ReadAsync(server, "application/openmetrics-text"));
            scraped.Add(await Scrape.ReadAsync(server, "application/json", "/readyz"));
        }

        Assert.All(told, static one => Assert.DoesNotContain(Planted, one.Value(), StringComparison.Ordinal));
        Assert.All(errors, static error => Assert.DoesNotContain(Planted, error, StringComparison.Ordinal));

        foreach (var one in scraped.Concat(spans.Texts))
        {
            Assert.DoesNotContain(Planted, one, StringComparison.Ordinal);
            Assert.DoesNotContain(Seen, one, StringComparison.Ordinal);
            Assert.DoesNotContain("u1", one, StringComparison.Ordinal);
        }

        Assert.Contains("pdp_decisions_total", scraped[0], StringComparison.Ordinal);
        Assert.Contains("permits", scraped[0], StringComparison.Ordinal);
        Assert.Contains("revision", scraped[1], StringComparison.Ordinal);
        Assert.True(spans.Texts.Count >= 20, $"{spans.Texts.Count} spans"); // those of tests beside this one come too

        // and it was there to be found, beside what may be told
        Assert.Equal(20, _folder.Decisions.Count + _folder.Of("explain").Count);
        Assert.All(told.Where(static one => one.Key != "server log"), static one => Assert.Contains(Seen, one.Value(), StringComparison.Ordinal));
        var first = _folder.Decisions[0];
        Assert.Equal("PERMIT", first.GetProperty("decision").GetString());
        Assert.Equal("""["subject.ssn","subject.email","resource.notes","context.token","computed"]""", first.GetProperty("masked").GetRawText());
        var properties = first.GetProperty("request").GetProperty("subject").GetProperty("properties");
        Assert.Equal("***", properties.GetProperty("ssn").GetString());
        Assert.StartsWith("hmac:", properties.GetProperty("email").GetString(), StringComparison.Ordinal);
        Assert.Equal("***", first.GetProperty("obligations")[0].GetProperty("properties").GetString());
    }

    [Fact]
    public async Task A_name_that_is_sensitive_elsewhere_is_told_nowhere_that_does_not_declare_it()
    {
        Directory.CreateDirectory(Policies);
        await File.WriteAllTextAsync(Path.Combine(Policies, "schema.json"), """
            {
              "apiVersion": "pdp/v1", "kind": "Schema",
              "subjects": {
                "user": { "type": "object", "properties": { "ssn": { "type": "string", "x-pdp-sensitive": "mask" }, "email": { "type": "string", "x-pdp-sensitive": "hash" }, "team": { "type": "string" } } },
                "robot": { "type": "object", "additionalProperties": true, "properties": { "team": { "type": "string" }, "email": { "type": "string" } } } },
              "resources": {
                "doc": { "type": "object", "properties": { "notes": { "type": "string", "x-pdp-sensitive": "mask" } } },
                "page": { "type": "object", "properties": { "title": { "type": "string" } } } },
              "actions": {
                "share": { "type": "object", "properties": { "to": { "type": "string", "x-pdp-sensitive": "mask" } } },
                "read": {} }
            }
            """, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Policies, "p.json"), """
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1,
              "rules": [ { "id": "permits", "effect": "permit", "obligations": [ { "id": "tell", "properties": { "ssn": "subject.ssn" } } ] } ] }
            """, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Policies, "p2.json"), """
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 2, "stage": "shadow",
              "rules": [ { "id": "s", "effect": "permit", "when": "duration(subject.ssn) > duration('1s')" } ] }
            """, TestContext.Current.CancellationToken);
        var (bundle, diagnostics) = BundleLoader.Load(Policies, cancellation: TestContext.Current.CancellationToken);
        Assert.True(bundle is not null, string.Join('\n', diagnostics.Select(DiagnosticText.Format)));
        await using var collector = await Collector.StartAsync();
        using var output = new MemoryStream();
        await using (var server = await RunningServer.StartAsync(
            o => _folder.Set(AuditMode.Bounded, audit => audit with { Stdout = true, Otlp = OtlpAddress.Parse(collector.Url.ToString(), out _) })(o) with
            {
                ShadowLog = Shadow, ShadowLogRequests = RecordedRequest.Full, ShadowLogRate = 1000, StandardOutput = () => output,
            },
            bundle: bundle, log: _log))
        {
            await AskAsync(server, "ssn", "to", "notes");
            await AskAsync(server, "ssn", "x", "x");
            await AskAsync(server, "x", "to", "x");
            await AskAsync(server, "x", "x", "notes");
        }

        string[] told = [_folder.Text, await File.ReadAllTextAsync(Shadow, TestContext.Current.CancellationToken), System.Text.Encoding.UTF8.GetString(output.ToArray()), string.Join('\n', collector.Bodies)];
        Assert.All(told, static text =>
        {
            Assert.DoesNotContain(Planted, text, StringComparison.Ordinal);

            // what a type declares itself is as it says, whatever others say of the name
            foreach (var what in new[] { "email", "title" }) Assert.Contains($"{Seen}-{what}", text, StringComparison.Ordinal);
        });
        Assert.Equal(
            ["""["subject.ssn","action.to","resource.notes","computed"]""", """["subject.ssn","computed"]""", """["action.to","computed"]""", """["resource.notes","computed"]"""],
            _folder.Decisions.Select(static record => record.GetProperty("masked").GetRawText()));

        async Task AskAsync(RunningServer server, string ofSubject, string ofAction, string ofResource) => await server.Decisions.CheckAsync(
            new CheckRequest
            {
                Subject = new Subject { Type = "robot", Id = "r1", Properties = Properties((ofSubject, Of(ofSubject, "ssn")), ("email", $"{Seen}-email")) },
                Action = new Pdp.Contracts.V1.Action { Name = "read", Properties = Properties((ofAction, Of(ofAction, "to"))) },
                Resource = new Resource { Type = "page", Id = "p1", Properties = Properties((ofResource, Of(ofResource, "notes")), ("title", $"{Seen}-title")) },
            },
            cancellationToken: TestContext.Current.CancellationToken);

        // only where the root has the name it is sensitive
        static string Of(string name, string sensitive) => name == sensitive ? $"{Planted}-{name}" : Seen;
    }

    [Fact]
    public async Task Neither_a_token_nor_what_it_says_of_a_person_is_in_any_log()
    {
        await using var scene = new TokenScene();
        var good = Forge.Good(("scope", "\"read\""), ("secret", $"\"{Planted}-claim\""), ("email", $"\"{Planted}-email\""));
        var broken = good[..^4] + "AAAA";
        using var output = new MemoryStream();
        var errors = new List<string>();
        await using (var server = await scene.StartAsync(o => _folder.Set(AuditMode.Bounded, static audit => audit with { Stdout = true })(o) with { StandardOutput = () => output }))
        {
            await server.Decisions.CheckAsync(TokenScene.Ask(good), cancellationToken: TestContext.Current.CancellationToken);
            errors.Add((await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await server.Decisions.CheckAsync(TokenScene.Ask(broken), cancellationToken: TestContext.Current.CancellationToken))).ToString());
        }

        Assert.NotEmpty(_folder.Decisions);
        string[] told = [_folder.Text, System.Text.Encoding.UTF8.GetString(output.ToArray()), .. scene.Log.Records, .. errors];
        Assert.All(told, text =>
        {
            Assert.DoesNotContain(Planted, text, StringComparison.Ordinal);
            foreach (var part in good.Split('.')) Assert.DoesNotContain(part, text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Equal_values_have_equal_hashes_and_without_a_secret_nothing_is_told_of_them()
    {
        var bundle = Write();
        await using (var server = await RunningServer.StartAsync(_folder.Set(AuditMode.Bounded), bundle: bundle))
            await server.Decisions.CheckAsync(Question("permit", "user"), cancellationToken: TestContext.Current.CancellationToken);
        var key = Path.Combine(_folder.Place, "hash.key");
        await File.WriteAllTextAsync(key, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)), TestContext.Current.CancellationToken);
        for (var i = 0; i < 2; i++)
        {
            await using var server = await RunningServer.StartAsync(_folder.Set(AuditMode.Bounded, audit => audit with { HashKey = key }), bundle: bundle);
            await server.Decisions.CheckAsync(Question("permit", "user"), cancellationToken: TestContext.Current.CancellationToken);
        }

        string[] emails = [.. _folder.Decisions.Select(static record => record.GetProperty("request").GetProperty("subject").GetProperty("properties").GetProperty("email").GetString()!)];
        Assert.Equal("***", emails[0]);
        Assert.StartsWith("hmac:", emails[1], StringComparison.Ordinal);
        Assert.Equal(emails[1], emails[2]);
    }

    [Fact]
    public void An_annotation_that_says_neither_is_not_loaded()
    {
        Write("\"x-pdp-sensitive\": \"sometimes\"");

        var (bundle, diagnostics) = BundleLoader.Load(Policies, cancellation: TestContext.Current.CancellationToken);
        Assert.Null(bundle);
        Assert.Contains(diagnostics, static one => one.Message.Contains("sometimes", StringComparison.Ordinal));
    }

    private static CheckRequest Question(string action, string type) => new()
    {
        Subject = new Subject { Type = type, Id = "u1", Properties = Properties(("ssn", $"{Planted}-ssn"), ("email", $"{Planted}-email"), ("team", Seen)) },
        Action = new Pdp.Contracts.V1.Action { Name = action },
        Resource = new Resource { Type = "doc", Id = "d1", Properties = Properties(("notes", $"{Planted}-notes")) },
        Context = Properties(("token", $"{Planted}-token")),
    };

    private static Struct Properties(params (string Name, string Value)[] properties)
    {
        var made = new Struct();
        foreach (var (name, value) in properties) made.Fields.Add(name, Value.ForString(value));
        return made;
    }

    private Bundle Write(string annotation = "\"x-pdp-sensitive\": \"mask\"")
    {
        Directory.CreateDirectory(Policies);
        File.WriteAllText(Path.Combine(Policies, "schema.json"), $$"""
            {
              "apiVersion": "pdp/v1", "kind": "Schema",
              "subjects": { "user": { "type": "object", "properties": {
                "ssn": { "type": "string", {{annotation}} }, "email": { "type": "string", "x-pdp-sensitive": "hash" }, "team": { "type": "string" } } } },
              "resources": { "doc": { "type": "object", "properties": {
                "notes": { "type": "string", "x-pdp-sensitive": "mask" }, "held": { "type": "string", "source": "data", "x-pdp-sensitive": "mask" } } } },
              "context": { "type": "object", "properties": { "token": { "type": "string", "x-pdp-sensitive": "mask" } } }
            }
            """);
        File.WriteAllText(Path.Combine(Policies, "entities.json"), $$"""
            { "apiVersion": "pdp/v1", "kind": "Entities", "entities": [ { "type": "doc", "id": "d1", "properties": { "held": "{{Planted}}-held" } } ] }
            """);
        File.WriteAllText(Path.Combine(Policies, "p.json"), """
            {
              "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1,
              "rules": [
                { "id": "permits", "effect": "permit", "actions": ["permit"],
                  "obligations": [ { "id": "tell", "properties": { "ssn": "subject.ssn", "held": "resource.held" } } ],
                  "advice": [ { "id": "hint", "properties": { "email": "subject.email" } } ] },
                { "id": "fails", "effect": "permit", "actions": ["fail"], "when": "int(subject.ssn) > 1 && int(context.token) > 1" },
                { "id": "data", "effect": "permit", "actions": ["data"], "when": "int(resource.held) > 1" },
                { "id": "other", "effect": "deny", "actions": ["other"] }
              ]
            }
            """);
        File.WriteAllText(Path.Combine(Policies, "p2.json"), """
            { "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 2, "stage": "shadow",
              "rules": [ { "id": "s", "effect": "permit", "when": "duration(subject.ssn) > duration('1s')" } ] }
            """);
        if (annotation.EndsWith("sometimes\"", StringComparison.Ordinal)) return null!;
        var (bundle, _) = BundleLoader.Load(Policies, cancellation: TestContext.Current.CancellationToken);
        return bundle ?? throw new InvalidOperationException(string.Join('\n', BundleLoader.Load(Policies).Diagnostics.Select(DiagnosticText.Format)));
    }
}

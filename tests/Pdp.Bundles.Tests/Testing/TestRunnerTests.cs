using Pdp.Bundles.Testing;
using Xunit;

namespace Pdp.Bundles.Tests.Testing;

public sealed class TestRunnerTests : IDisposable
{
    private const string Policies = """
        {
          "apiVersion": "pdp/v1", "kind": "Policy", "id": "documents", "version": 2,
          "rules": [
            { "id": "owner", "effect": "permit", "actions": ["read"], "when": "resource.owner == subject.id", "reason": "yours",
              "obligations": [ { "id": "log", "properties": { "level": "3", "at": "now", "tags": "['a', 1.5]" } } ],
              "advice": [ { "id": "show" } ] },
            { "id": "never", "effect": "deny", "when": "subject.id == 'nobody'" },
            { "id": "inner", "rules": [ { "id": "frozen", "effect": "deny", "actions": ["edit"] } ] }
          ]
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public TestRunnerTests() => _folder.Write("policy.json", Policies);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("read", """{ "decision": "PERMIT" }""")]
    [InlineData("read", """{ "decision": "PERMIT", "determining": [ { "rule": "owner" } ] }""")]
    [InlineData("read", """{ "decision": "PERMIT", "determining": [ { "policy": "documents", "version": 2, "rule": "owner", "reason": "yours" } ], "errors": [] }""")]
    [InlineData("read", """{ "decision": "PERMIT", "obligations": [ { "id": "log" } ], "advice": [ { "id": "show", "properties": {} } ] }""")]
    [InlineData("read", """{ "decision": "PERMIT", "obligations": [ { "id": "log", "properties": { "tags": ["a", 1.5], "at": "2026-01-01T00:00:00Z", "level": 3.0 } } ] }""")]
    [InlineData("edit", """{ "decision": "DENY", "determining": [ { "policy": "documents/inner", "rule": "frozen" } ], "obligations": [], "advice": [] }""")]
    public void Passes_what_is_as_expected(string action, string expect) => Assert.Empty(Differences(action, expect));

    [Theory]
    [InlineData("""{ "decision": "DENY" }""", "decision|\"DENY\"|\"PERMIT\"")]
    [InlineData("""{ "decision": "PERMIT", "determining": [] }""",
        """determining|[]|[{"policy":"documents","version":2,"rule":"owner","reason":"yours"}]""")]
    [InlineData("""{ "decision": "PERMIT", "determining": [ { "rule": "owner" }, { "rule": "other" } ] }""",
        """determining|[{"rule":"owner"},{"rule":"other"}]|[{"policy":"documents","version":2,"rule":"owner","reason":"yours"}]""")]
    [InlineData("""{ "decision": "PERMIT", "obligations": [ { "id": "log", "properties": { "level": 4, "at": "2026-01-01T00:00:00Z", "tags": ["a", 1.5] } } ] }""",
        """obligations|[{"id":"log","properties":{"level":4,"at":"2026-01-01T00:00:00Z","tags":["a",1.5]}}]|[{"id":"log","properties":{"level":3,"at":"2026-01-01T00:00:00Z","tags":["a",1.5]}}]""")]
    [InlineData("""{ "decision": "PERMIT", "advice": [ { "id": "hide" } ], "errors": [ { "code": "missing-attribute" } ] }""",
        """advice|[{"id":"hide"}]|[{"id":"show"}]""", """errors|[{"code":"missing-attribute"}]|[]""")]
    public void Tells_every_difference(string expect, params string[] expected) => Assert.Equal(expected, Differences("read", expect));

    [Theory]
    [InlineData("""{ "decision": "PERMIT", "obligations": [ { "id": "log", "properties": { "level": 3 } } ] }""")]
    [InlineData("""{ "decision": "PERMIT", "obligations": [ { "id": "log", "properties": {} } ] }""")]
    [InlineData("""{ "decision": "PERMIT", "obligations": [ { "id": "log" }, { "id": "log" } ] }""")]
    [InlineData("""{ "decision": "PERMIT", "obligations": [] }""")]
    public void Properties_are_compared_whole_and_notices_one_by_one(string expect) => Assert.Single(Differences("read", expect));

    [Fact]
    public void Errors_are_compared_as_sets()
    {
        Write("""
            { "name": "no owner", "subject": "alice", "action": "read", "resource": { "type": "document", "id": "d" },
              "expect": { "decision": "INDETERMINATE", "errors": [ { "policy": "documents", "rule": "owner", "code": "missing-attribute" } ] } }
            """);
        Assert.Empty(Run().Results.Single().Differences);
    }

    [Fact]
    public void Fixtures_times_and_whole_objects_become_requests()
    {
        _folder.Write("tests.json", """
            {
              "apiVersion": "pdp/v1", "kind": "Tests", "description": "about", "beforeActivation": true, "now": "2026-03-02T10:00:00Z",
              "subjects": { "alice": { "type": "user", "id": "a", "properties": { "n": 1 } } },
              "resources": { "plan": { "type": "document", "id": "d" } },
              "contexts": { "office": { "ip": "10.0.0.1" } },
              "tests": [
                { "name": "names", "subject": "alice", "action": "read", "resource": "plan", "context": "office", "expect": { "decision": "DENY" } },
                { "name": "objects", "subject": { "type": "bot", "id": "b" }, "action": { "name": "edit", "properties": { "x": true } },
                  "resource": { "type": "folder", "id": "f" }, "context": { "ip": "::1" }, "now": "2027-01-01T00:00:00.5Z", "expect": { "decision": "PERMIT" } }
              ]
            }
            """);
        var suite = Load().Suites.Single();
        Assert.Equal(("tests.json", "about", true), (suite.File, suite.Description, suite.BeforeActivation));
        var (names, objects) = (suite.Tests[0], suite.Tests[1]);
        Assert.Equal(("user", "a", "read", "d"), (names.Request.Subject.Type, names.Request.Subject.Id, names.Request.Action.Name, names.Request.Resource.Id));
        Assert.True(names.Request.Context.TryGet("ip", out var ip) && ip.AsString == "10.0.0.1");
        Assert.Equal(new(1_772_445_600, 0), names.Now);
        Assert.Equal(("bot", "edit", "folder"), (objects.Request.Subject.Type, objects.Request.Action.Name, objects.Request.Resource.Type));
        Assert.Equal(1, objects.Request.Action.Properties.Count);
        Assert.Equal(new(1_798_761_600, 500_000_000), objects.Now);
        Assert.Equal("/tests/1", objects.Location.Pointer);
    }

    [Fact]
    public void Without_a_time_it_is_the_first_of_2026()
    {
        Write("""{ "name": "n", "subject": "alice", "action": "read", "resource": "plan", "expect": { "decision": "PERMIT" } }""");
        Assert.Equal(new(1_767_225_600, 0), Load().Suites.Single().Tests.Single().Now);
    }

    [Fact]
    public void Tells_which_rules_no_test_made_fire()
    {
        Write("""{ "name": "n", "subject": "alice", "action": "read", "resource": "plan", "expect": { "decision": "PERMIT" } }""");
        var report = Run();
        Assert.Equal(3, report.RuleCount);
        Assert.Equal([new RuleId("documents", 2, "never"), new RuleId("documents/inner", 2, "frozen")], report.NeverFired);
    }

    [Fact]
    public void Runs_what_is_asked_for_and_tells_each_as_it_comes()
    {
        Write(
            """{ "name": "a", "subject": "alice", "action": "read", "resource": "plan", "expect": { "decision": "PERMIT" } }""",
            """{ "name": "b", "subject": "alice", "action": "read", "resource": "plan", "expect": { "decision": "DENY" } }""");
        var told = new List<string>();
        var report = TestRunner.Run(Load(), (_, test) => test.Name == "b", result => told.Add(result.Test.Name), TestContext.Current.CancellationToken);
        Assert.Equal(["b"], told);
        Assert.False(report.Results.Single().Passed);
        Assert.Throws<OperationCanceledException>(() => TestRunner.Run(Load(), cancellation: new CancellationToken(canceled: true)));
    }

    private IEnumerable<string> Differences(string action, string expect)
    {
        Write($$"""{ "name": "n", "subject": "alice", "action": "{{action}}", "resource": "plan", "expect": {{expect}} }""");
        return Run().Results.Single().Differences.Select(difference => $"{difference.What}|{difference.Expected}|{difference.Actual}");
    }

    private void Write(params string[] tests) => _folder.Write("tests.json", $$"""
        {
          "apiVersion": "pdp/v1", "kind": "Tests",
          "subjects": { "alice": { "type": "user", "id": "alice" } },
          "resources": { "plan": { "type": "document", "id": "d1", "properties": { "owner": "alice" } } },
          "tests": [ {{string.Join(",", tests)}} ]
        }
        """);

    private TestReport Run() => TestRunner.Run(Load(), cancellation: TestContext.Current.CancellationToken);

    private Bundle Load()
    {
        var result = BundleLoader.Load(_folder.Path, cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Bundle is not null, string.Join("\n", result.Diagnostics.Select(DiagnosticText.Format)));
        return result.Bundle;
    }
}

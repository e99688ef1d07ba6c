using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Pdp.Authoring.Linting;
using Pdp.Bundles;
using Pdp.Engine.Decisions;
using Pdp.Engine.Requests;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Authoring.Tests.Linting;

/// <summary>
/// What the linter says of a condition is so for every request, those included that lack attributes or have others than meant.
/// <c>PDP_LINT_CASES</c> says for how many conditions.
/// </summary>
public sealed class ProofTests
{
    private static readonly int Cases = int.Parse(Environment.GetEnvironmentVariable("PDP_LINT_CASES") ?? "500", CultureInfo.InvariantCulture);

    private static readonly Gen<string> Attribute = Gen.OneOf("resource.a", "resource.b");

    private static readonly Gen<string> Constant = Gen.OneOf("'x'", "'y'", "'xy'", "1", "2", "true");

    private static readonly Gen<string> Atom = Gen.OneOf(
        Gen.Select(Attribute, Gen.OneOf("==", "!="), Constant, (attribute, test, constant) => $"{attribute} {test} {constant}"),
        Gen.Select(Attribute, Constant, Constant, (attribute, first, second) => $"{attribute} in [{first}, {second}]"),
        Gen.Select(Attribute, Gen.OneOf("'x'", "'y'"), (attribute, prefix) => $"{attribute}.startsWith({prefix})"),
        Gen.Select(Attribute, Gen.OneOf("<", ">=", ">"), Gen.OneOf("1", "2"), (attribute, test, bound) => $"{attribute} {test} {bound}"),
        Gen.Select(Gen.OneOf("a", "b"), Constant, Constant, (name, given, wanted) => $"resource.?{name}.orValue({given}) == {wanted}"),
        Attribute.Select(attribute => $"has({attribute})"), Attribute, Attribute.Select(attribute => $"{attribute} == resource.b"),
        Gen.OneOf("variables.v", "!variables.v", "resource.type == 'document'", "resource.type == 'folder'", "true", "false"));

    private static readonly Gen<string> Condition = Gen.Int[0, 3].SelectMany(Of);

    private static readonly Value[] Values = [default, Value.From("x"), Value.From("y"), Value.From("xy"), Value.From(1L), Value.True, Value.False];

    [Fact]
    public void What_is_told_to_hold_never_or_always_does_so_for_every_request()
    {
        var (never, always) = (0, 0);
        Gen.Select(Condition, Condition).Sample(
            (variable, when) =>
            {
                var result = Load(variable, when);
                if (result.Bundle is not { } bundle) return;
                var codes = Linter.Lint(result).Findings.Where(finding => finding.Diagnostic.Location.Pointer == "/rules/0/when").Select(finding => finding.Diagnostic.Code).ToHashSet(StringComparer.Ordinal);
                var isNever = codes.Contains(LintCodes.NeverTrue);
                var isAlways = codes.Contains(LintCodes.AlwaysTrue);
                if (!isNever && !isAlways) return;
                if (isNever) Interlocked.Increment(ref never);
                else Interlocked.Increment(ref always);
                var decision = new Decision();
                foreach (var request in Requests())
                {
                    bundle.Set.Decide(request, Ask.Noon, decision, CancellationToken.None);
                    Assert.True((decision.Outcome == Outcome.Permit) == isAlways, $"v: {variable}; when: {when}; {request.Resource.Properties}");
                }
            },
            iter: Cases, threads: 1);
        TestContext.Current.SendDiagnosticMessage($"{Cases} conditions: {never} hold never, {always} always");
        Assert.True(never + always > Cases / 50);
    }

    private static Gen<string> Of(int depth)
    {
        if (depth == 0) return Atom;
        var inner = Of(depth - 1);
        return Gen.OneOf(
            Atom,
            Gen.Select(inner, inner, (left, right) => $"({left}) && ({right})"),
            Gen.Select(inner, inner, (left, right) => $"({left}) && ({right})"),
            Gen.Select(inner, inner, (left, right) => $"({left}) || ({right})"),
            inner.Select(operand => $"!({operand})"),
            Gen.Select(inner, inner, inner, (condition, then, otherwise) => $"({condition}) ? ({then}) : ({otherwise})"),
            inner.Select(body => $"['x', 'y'].exists(e, e == resource.a && ({body}))"));
    }

    private static IEnumerable<Request> Requests()
    {
        foreach (var type in new[] { "document", "folder", "other" })
        {
            foreach (var a in Values)
            {
                foreach (var b in Values)
                {
                    (string, Value)[] all = [("a", a), ("b", b)];
                    yield return Ask.Any.WithResource([.. all.Where(one => !one.Item2.IsMissing)]).WithResourceType(type);
                }
            }
        }
    }

    private static LoadResult Load(string variable, string when)
    {
        var policy = $$"""
            {
              "apiVersion": "pdp/v1", "kind": "Policy", "id": "p", "version": 1, "variables": { "v": {{JsonSerializer.Serialize(variable.Replace("variables.v", "resource.a", StringComparison.Ordinal))}} },
              "rules": [ { "id": "r", "effect": "permit", "when": {{JsonSerializer.Serialize(when)}} } ]
            }
            """;
        return BundleLoader.Load("case", [KeyValuePair.Create("p.json", Encoding.UTF8.GetBytes(policy))]);
    }
}

using System.Collections.Immutable;
using Pdp.Engine.Decisions;

namespace Pdp.Bundles.Testing;

/// <summary>
/// Compares an answer with the expected one. Rules and errors are compared as sets: each one expected is there, and each one
/// there is expected. Obligations and advice are compared in order.
/// </summary>
internal static class Comparison
{
    public static ImmutableArray<TestDifference> Of(PolicyTest test, Decision decision)
    {
        var differences = ImmutableArray.CreateBuilder<TestDifference>();
        if (test.Decision != decision.Outcome)
            differences.Add(new TestDifference("decision", ExpectationJson.Of(test.Decision), ExpectationJson.Of(decision.Outcome)));
        if (test.Determining is { } rules && !AreSame(rules, decision.Determining, Fits))
            differences.Add(new TestDifference("determining", ExpectationJson.Of(rules), ExpectationJson.Of(decision.Determining)));
        if (test.Obligations is { } obligations && !Follow(obligations, decision.Obligations))
            differences.Add(new TestDifference("obligations", ExpectationJson.Of(obligations), ExpectationJson.Of(decision.Obligations)));
        if (test.Advice is { } advice && !Follow(advice, decision.Advice))
            differences.Add(new TestDifference("advice", ExpectationJson.Of(advice), ExpectationJson.Of(decision.Advice)));
        if (test.Errors is { } errors && !AreSame(errors, decision.Errors, Fits))
            differences.Add(new TestDifference("errors", ExpectationJson.Of(errors), ExpectationJson.Of(decision.Errors)));
        return differences.DrainToImmutable();
    }

    private static bool AreSame<TExpected, TActual>(
        ImmutableArray<TExpected> expected, IReadOnlyList<TActual> actual, Func<TExpected, TActual, bool> fits) =>
        expected.All(one => actual.Any(other => fits(one, other))) && actual.All(other => expected.Any(one => fits(one, other)));

    private static bool Follow(ImmutableArray<ExpectedNotice> expected, IReadOnlyList<Notice> actual) =>
        expected.Length == actual.Count && expected.Zip(actual).All(pair => Fits(pair.First, pair.Second));

    private static bool Fits(ExpectedRule expected, DeterminingRule actual) =>
        Fits(expected.Policy, actual.Policy) && (expected.Version is null || expected.Version == actual.Version)
        && Fits(expected.Rule, actual.Rule) && Fits(expected.Reason, actual.Reason);

    private static bool Fits(ExpectedError expected, DecisionError actual) =>
        Fits(expected.Policy, actual.Policy) && Fits(expected.Rule, actual.Rule) && Fits(expected.Code, actual.Code);

    private static bool Fits(ExpectedNotice expected, Notice actual) =>
        Fits(expected.Id, actual.Id) && (expected.Properties is null || JsonEquality.AreEqual(expected.Properties, actual.Properties));

    private static bool Fits(string? expected, string? actual) => expected is null || string.Equals(expected, actual, StringComparison.Ordinal);
}

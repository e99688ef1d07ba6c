using System.Collections.Immutable;
using System.Globalization;
using Pdp.Bundles.Testing;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Activation;

/// <summary>What is asked of a bundle that loads before it is put in force.</summary>
public static class ActivationCheck
{
    /// <summary>Checks a bundle.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="marks">What has been in force; null: policies may go back to earlier versions.</param>
    /// <param name="now">The time, at which it must not have expired.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <returns>Everything that is against it; nothing when it may be put in force.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ImmutableArray<SourceDiagnostic> Run(Bundle bundle, VersionMarks? marks, DateTimeOffset now, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var report = TestRunner.Run(bundle, static (suite, _) => suite.BeforeActivation, cancellation: cancellation);
        return
        [
            .. report.Results.Where(static result => !result.Passed).Select(result => Failure(bundle, result)),
            .. marks is null ? [] : Backward(bundle, marks),
            .. Expired(bundle, now),
        ];
    }

    /// <summary>Whether a bundle goes back behind what has been in force, as an operator may allow.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="marks">What has been in force.</param>
    public static bool GoesBack(Bundle bundle, VersionMarks marks)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(marks);
        return Backward(bundle, marks).Any();
    }

    private static IEnumerable<SourceDiagnostic> SequenceBack(Bundle bundle, VersionMarks marks)
    {
        if (marks.Sequence is not { } mark || !bundle.Origin.IsArchive) yield break;
        FormattableString? told = bundle.Origin.Sequence switch
        {
            null => $"the bundle has no sequence, and sequence {mark.Number} has been in force",
            var sequence when sequence < mark.Number => $"the sequence goes back from {mark.Number} to {sequence}",
            var sequence when sequence == mark.Number && (bundle.Revision != mark.Revision || bundle.Content != mark.Content) =>
                $"sequence {sequence} has been in force with the revision `{mark.Revision}`, and is now to be {(bundle.Revision == mark.Revision ? "the same with other documents" : $"`{bundle.Revision}`")}",
            _ => null,
        };
        if (told is null) yield break;
        yield return Error(
            bundle, ActivationCodes.SequenceGoesBack, new SourceLocation(bundle.Directory, ""), told.ToString(CultureInfo.InvariantCulture),
            "build what shall be in force with a higher `--sequence`; an operator may allow this one with `--allow-rollback`");
    }

    private static IEnumerable<SourceDiagnostic> Expired(Bundle bundle, DateTimeOffset now)
    {
        if (bundle.Origin.NotAfter is not { } notAfter || now < notAfter) yield break;
        yield return Error(
            bundle, ActivationCodes.Expired, new SourceLocation(bundle.Directory, ""),
            string.Create(CultureInfo.InvariantCulture, $"the bundle has expired: it must not be relied upon after {notAfter.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"),
            "build it anew with a later `--not-after`");
    }

    private static IEnumerable<SourceDiagnostic> Backward(Bundle bundle, VersionMarks marks) => VersionsBack(bundle, marks).Concat(SequenceBack(bundle, marks));

    private static IEnumerable<SourceDiagnostic> VersionsBack(Bundle bundle, VersionMarks marks) =>
        from policy in VersionMarks.InForce(bundle)
        let highest = marks.Of(policy.Id)
        where policy.Version < highest
        select Error(
            bundle, ActivationCodes.VersionGoesBack, policy.Source.Location,
            string.Create(CultureInfo.InvariantCulture, $"policy `{policy.Id}` goes back from version {highest} to {policy.Version}"),
            "give what shall be in force a higher version; an operator may allow this one with `--allow-rollback`");

    private static SourceDiagnostic Failure(Bundle bundle, TestResult result) => Error(
        bundle, ActivationCodes.TestFails, result.Test.Location,
        $"test `{result.Test.Name}` fails: {string.Join("; ", result.Differences.Select(Told))}",
        $"the tests of `{result.Suite.File}` have to pass before activation; `pdp test` tells more");

    private static string Told(TestDifference difference) => $"{difference.What}: expected `{difference.Expected}`, got `{difference.Actual}`";

    private static SourceDiagnostic Error(Bundle bundle, string code, SourceLocation location, string message, string help) =>
        new(code, Severity.Error, location, message, help) { Position = bundle.PositionsIn(location.File)(location.Pointer) };
}

using Pdp.Bundles;
using Pdp.Cli.Output;
using Pdp.Language.Diagnostics;
using Spectre.Console;

namespace Pdp.Cli.Diffing;

/// <summary>Loads the two sides of a comparison at the same time.</summary>
internal static class DiffSides
{
    // A comparison is of what policies say: how busy the machine is may not make a difference. The budgets that count work
    // (`fuel`) are those of a server.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Loads both. Everything that is wrong with either is told.</summary>
    /// <exception cref="CliFailureException">One does not load.</exception>
    public static async Task<(DiffSide Old, DiffSide New)> LoadAsync(
        string before, string after, IAnsiConsole errors, CancellationToken cancellation)
    {
        var (old, next) = PolicyPlace.Pair(before, after);
        var loading = Task.Run(() => old.Load(cancellation), cancellation);
        var newResult = await Task.Run(() => next.Load(cancellation), cancellation);
        var oldResult = await loading;
        string[] broken = [.. Tell("old", before, oldResult, errors), .. Tell("new", after, newResult, errors)];
        return broken.Length > 0
            ? throw new CliFailureException(ExitCodes.PoliciesDoNotLoad, string.Join("; ", broken))
            : (Side(before, oldResult.Bundle!), Side(after, newResult.Bundle!));
    }

    /// <summary>Loads one. Everything that is wrong with it is told.</summary>
    /// <exception cref="CliFailureException">It does not load.</exception>
    public static DiffSide Load(string place, IAnsiConsole errors, CancellationToken cancellation)
    {
        var result = PolicyPlace.One(place).Load(cancellation);
        foreach (var diagnostic in result.Diagnostics) DiagnosticPainter.Write(errors, diagnostic);
        if (result.Bundle is { } bundle) return Side(place, bundle);
        var count = result.Diagnostics.Count(static d => d.Severity == Severity.Error);
        throw new CliFailureException(ExitCodes.PoliciesDoNotLoad, $"the policies in `{place}` do not load: {Counted.Of(count, "error")}");
    }

    private static DiffSide Side(string place, Bundle bundle) => new(
        place, bundle.Set.Source.Limits.DecisionTime >= Patience ? bundle : bundle with { Set = bundle.Set.WithDecisionTime(Patience) });

    private static IEnumerable<string> Tell(string side, string place, LoadResult result, IAnsiConsole errors)
    {
        if (!result.Diagnostics.IsEmpty) errors.Line(($"{side}: {Printable.OneLine(place)}", Palette.Strong));
        foreach (var diagnostic in result.Diagnostics) DiagnosticPainter.Write(errors, diagnostic);
        if (result.Bundle is not null) yield break;
        var count = result.Diagnostics.Count(static d => d.Severity == Severity.Error);
        yield return $"the {side} policies in `{place}` do not load: {Counted.Of(count, "error")}";
    }
}

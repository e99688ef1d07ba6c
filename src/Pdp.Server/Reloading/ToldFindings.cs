using System.Collections.Immutable;
using System.Globalization;
using Pdp.Bundles;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Server.Reloading;

/// <summary>
/// The findings that are told one by one, and how many more there are: a state of the policies can have as many as it has places, in far
/// fewer octets than it takes to tell them.
/// </summary>
internal static class ToldFindings
{
    /// <summary>So many are told of one state of the policies.</summary>
    public const int Most = 1000;

    /// <summary>The findings to tell, in their order: errors rather than warnings, and last how many more there are.</summary>
    public static ImmutableArray<SourceDiagnostic> Of(ImmutableArray<SourceDiagnostic> findings, string source)
    {
        if (findings.Length <= Most) return findings;
        var errors = findings.Count(static finding => finding.Severity == Severity.Error);
        var left = (Errors: Math.Min(errors, Most), Warnings: Most - Math.Min(errors, Most));
        var told = ImmutableArray.CreateBuilder<SourceDiagnostic>(Most + 1);
        foreach (var finding in findings)
        {
            ref var some = ref finding.Severity == Severity.Error ? ref left.Errors : ref left.Warnings;
            if (some-- > 0) told.Add(finding);
        }

        told.Add(new SourceDiagnostic(
            DocumentDiagnosticCodes.TooLarge, errors > Most ? Severity.Error : Severity.Warning, new SourceLocation(source, ""),
            string.Create(CultureInfo.InvariantCulture, $"and {findings.Length - Most} more, which are not told")));
        return told.DrainToImmutable();
    }
}

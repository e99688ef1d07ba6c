using Pdp.Bundles;
using Pdp.Cli.Output;
using Pdp.Language.Diagnostics;
using Spectre.Console;

namespace Pdp.Cli.Loading;

/// <summary>Loads policies for commands that decide with them.</summary>
internal static class PolicyFolder
{
    /// <summary>
    /// Loads a folder. Errors and warnings go to the console for errors, all of them; when there is an error, the command
    /// ends.
    /// </summary>
    /// <exception cref="CliFailureException">The policies do not load.</exception>
    public static Bundle Load(string directory, IAnsiConsole errors, CancellationToken cancellation)
    {
        var result = BundleLoader.Load(directory, cancellation: cancellation);
        foreach (var diagnostic in result.Diagnostics) DiagnosticPainter.Write(errors, diagnostic);
        if (result.Bundle is { } bundle) return bundle;

        var count = result.Diagnostics.Count(static d => d.Severity == Severity.Error);
        throw new CliFailureException(
            ExitCodes.PoliciesDoNotLoad,
            $"the policies in `{directory}` do not load: {Counted.Of(count, "error")}");
    }
}

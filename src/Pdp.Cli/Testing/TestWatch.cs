using System.Collections.Immutable;
using System.Globalization;
using Pdp.Bundles;
using Pdp.Bundles.Sources;
using Pdp.Bundles.Sources.Watching;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;
using Pdp.Engine.Sources;
using Spectre.Console;

namespace Pdp.Cli.Testing;

/// <summary>
/// Runs the tests of a folder whenever it changes. At a terminal each run begins on an empty screen; in a pipe a line parts it from the
/// one before. What does not load is told, and waited for to be mended.
/// </summary>
internal sealed class TestWatch(CliHost host, TestSession session, string folder)
{
    // home, then the screen, then what has scrolled off it
    private const string Clear = "\u001b[H\u001b[2J\u001b[3J";

    private readonly IAnsiConsole _errors = Consoles.Error(host, session.Settings.Colour);
    private readonly IAnsiConsole _output = Consoles.Output(host, session.Settings.Colour);
    private readonly bool _clears = host.OutputIsTerminal && host.Variable("TERM") is not "dumb";
    private Bundle? _bundle;
    private ImmutableArray<SourceDiagnostic> _findings = [];

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var source = new FolderSource(folder, new LoadOptions(), new WatchOptions(), TimeProvider.System, _errors.Warning);
        for (var first = true; ; first = false)
        {
            var result = await source.ReadAsync(_bundle, cancellation);
            if (first || !IsSame(result))
            {
                Begin(first);
                Run(result, cancellation);
                cancellation.ThrowIfCancellationRequested();
                _errors.Line(($"watching `{Printable.OneLine(folder)}`: Ctrl-C ends", Palette.Quiet));
                host.Flush();
            }

            await source.WaitAsync(cancellation);
        }
    }

    // the folder is read now and then although nothing was noticed
    private bool IsSame(LoadResult result) => _findings.SequenceEqual(result.Diagnostics)
        && _bundle?.Content == result.Bundle?.Content && _bundle?.Revision == result.Bundle?.Revision;

    private void Begin(bool first)
    {
        if (_clears) host.Out.Write(Clear);
        else if (!first) _output.Line(("", Palette.Plain));
        if (first) return;
        _output.Line((string.Create(CultureInfo.InvariantCulture, $"changed at {host.Clock.GetLocalNow():HH:mm:ss}"), Palette.Quiet));
        _output.Line("");
    }

    private void Run(LoadResult result, CancellationToken cancellation)
    {
        _findings = result.Diagnostics;
        foreach (var diagnostic in result.Diagnostics) DiagnosticPainter.Write(_errors, diagnostic);
        _bundle = result.Bundle;
        if (result.Bundle is not { } bundle)
        {
            _errors.Error($"the policies in `{folder}` do not load: {Counted.Of(result.Diagnostics.Count(static d => d.Severity == Language.Diagnostics.Severity.Error), "error")}");
            return;
        }

        try
        {
            session.Run(bundle, cancellation);
        }
        catch (CliFailureException failure)
        {
            // there may be tests after the next change
            host.Out.Flush();
            _errors.Error(failure.Message, failure.Help);
        }
    }
}

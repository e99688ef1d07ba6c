using Pdp.Cli.Explaining;
using Pdp.Cli.Output;
using Pdp.Engine.Explanations;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;
using Pdp.Language.Values;
using Spectre.Console;

namespace Pdp.Cli.Evaluating;

/// <summary>What expressions are evaluated with, and what becomes of them.</summary>
/// <param name="output">Where values go.</param>
/// <param name="errors">Where everything else goes.</param>
/// <param name="clock">What <c>now</c> is, unless it has been set.</param>
internal sealed class EvaluationSession(IAnsiConsole output, IAnsiConsole errors, TimeProvider clock)
{
    private const int WidestExcerpt = 100;

    private static readonly Request Nothing = new(
        new Entity("", "", StringMap.Empty), new ActionInfo("", StringMap.Empty), new Entity("", "", StringMap.Empty), StringMap.Empty);

    /// <summary>The schemas and definitions.</summary>
    public PolicySetSource Source { get; set; } = new() { Revision = "", Policies = [] };

    /// <summary>The request that attributes are read from; null: none.</summary>
    public Request? Request { get; set; }

    /// <summary>What <c>now</c> is; null: the clock's time.</summary>
    public Timestamp? Now { get; set; }

    /// <summary>Compiles an expression; what is found in it is told.</summary>
    /// <returns>Null when it has errors.</returns>
    public LooseExpression? Compile(string text)
    {
        LooseExpression.TryCompile(Source, text, Request, out var expression, out var diagnostics);
        foreach (var diagnostic in diagnostics) DiagnosticPainter.Write(errors, diagnostic);
        return expression;
    }

    /// <summary>Evaluates an expression.</summary>
    public LooseEvaluation Evaluate(LooseExpression expression, CancellationToken cancellation)
    {
        var evaluation = expression.Evaluate(Request ?? Nothing, Now ?? Timestamp.From(clock.GetUtcNow()), cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (Request is null) return evaluation;
        foreach (var misfit in DecisionWords.Misfits(evaluation.Decision)) errors.Warning(misfit);
        return evaluation;
    }

    /// <summary>Writes the value of an expression, or tells the error that it ends in.</summary>
    /// <returns>Whether it has a value.</returns>
    public bool WriteValue(LooseExpression expression, CancellationToken cancellation)
    {
        var evaluation = Evaluate(expression, cancellation);
        var trace = evaluation.Trace;
        if (IsMissing(evaluation)) return false;
        if (trace.Value.AsError is not { } error)
        {
            output.Line(Printable.OneLine(CelText.ToLiteral(trace.Value)));
            return true;
        }

        errors.Error(error.Message);
        if (error.Span is not { } span) return false;
        var (line, carets) = Excerpt.Of(trace.Text, span, Math.Min(errors.Profile.Width, WidestExcerpt) - 2);
        errors.Line($"  {line}");
        errors.Line(($"  {carets}", Palette.Bad));
        return false;
    }

    /// <summary>Draws what each part of an expression, and each definition that it reads, comes to.</summary>
    /// <returns>Whether it has a value.</returns>
    public bool WriteTree(LooseExpression expression, CancellationToken cancellation)
    {
        var evaluation = Evaluate(expression, cancellation);
        if (IsMissing(evaluation)) return false;
        var nodes = new ExpressionNodes(all: false, output.Profile.Capabilities.Unicode);
        var printer = new TreePrinter(output);
        printer.Write(nodes.Of(LooseExpression.FileName, evaluation.Trace));
        foreach (var definition in evaluation.Definitions.Where(definition => !definition.Expression.Value.IsMissing))
            printer.Write(nodes.Of(definition.Name, definition.Expression));
        return evaluation.Trace.Value.AsError is null;
    }

    private bool IsMissing(LooseEvaluation evaluation)
    {
        if (!evaluation.Trace.Value.IsMissing) return false;
        foreach (var error in evaluation.Decision.Errors) errors.Error(error.Message);
        return true;
    }
}

using Pdp.Engine.Sources;
using Pdp.Language.Guards;
using Pdp.Language.Runtime;

namespace Pdp.Engine.Model;

/// <summary>
/// A compiled expression of a document. There may be a million of them: what only explanations and compilation need is made
/// from the text again when it is asked for, and not kept.
/// </summary>
internal sealed class Expression
{
    private readonly ExpressionMeaning? _meaning;
    private Program? _recording;
    private Guards? _guards;

    /// <param name="source">The expression as written.</param>
    /// <param name="plain">What it was compiled to.</param>
    /// <param name="meaning">What it takes to compile it again.</param>
    public Expression(ExpressionSource source, Program plain, ExpressionMeaning meaning)
        : this(source, plain) => _meaning = meaning;

    private Expression(ExpressionSource source, Program plain)
    {
        Source = source;
        Plain = plain.Root;
        LocalsEnd = plain.LocalsEnd;
    }

    public ExpressionSource Source { get; }

    /// <summary>What a plain evaluation runs.</summary>
    public Node Plain { get; }

    /// <summary>Where a decision remembers what it came to, when other expressions have the same text and mean the same; else −1.</summary>
    public int Memo { get; init; } = -1;

    /// <summary>The first local variable that it does not use.</summary>
    public int LocalsEnd { get; }

    /// <summary>Of a condition: where it does not hold, the condition is false. Of other expressions it always holds.</summary>
    public Guard Guard => _guards?.Guard ?? _meaning?.GuardOf(Source) ?? Guard.Always;

    /// <summary><see cref="Guard"/>, made at the first evaluation that ends at a limit, and kept for the others.</summary>
    public Guard GuardAtLimit => (_guards ??= new Guards(Guard, null)).Guard;

    /// <summary>Of a target: where it does not hold, the condition does not fail. Known while the set is compiled.</summary>
    public Guard Failing => _guards?.Failing ?? Guard.Always;

    /// <summary>As <see cref="Failing"/>, made anew where it is known no more.</summary>
    public Guard FailingOrMade => _guards?.Failing ?? MakeFailing();

    /// <summary>As <see cref="Failing"/>, of any condition and at any time; made anew.</summary>
    public Guard MakeFailing() => _meaning?.FailingOf(Source) ?? Guard.Always;

    /// <summary>What an explanation runs; it gives the same value or error.</summary>
    public Program Recording =>
        _recording ?? Interlocked.CompareExchange(ref _recording, _meaning!.Record(Source), null) ?? _recording;

    /// <summary>Whether any explanation has asked for <see cref="Recording"/>.</summary>
    public bool HasRecording => _recording is not null;

    /// <summary>The tree that is compiled, made anew each time unless there is a recording.</summary>
    public Pdp.Language.Syntax.Expr Syntax => _recording?.Syntax ?? _meaning!.Check(Source).Root;

    /// <summary>An expression for which evaluation and recording run the same.</summary>
    public static Expression Of(ExpressionSource source, Program program) => new(source, program) { _recording = program };

    /// <summary>What it takes to compile it again.</summary>
    public ExpressionMeaning? Meaning => _meaning;

    /// <summary>Keeps its guards at hand until <see cref="Settle"/>.</summary>
    public void Keep(Guard guard, Guard failing) => _guards = new Guards(guard, failing);

    /// <summary>Ends compilation: whatever of it is not evaluated is let go of.</summary>
    public void Settle() => _guards = null;

    /// <param name="Guard">Its guard.</param>
    /// <param name="Failing">Where it does not hold, the condition does not fail; null: that is not known.</param>
    private sealed record Guards(Guard Guard, Guard? Failing);
}

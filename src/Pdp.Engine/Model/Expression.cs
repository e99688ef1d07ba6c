using Pdp.Engine.Sources;
using Pdp.Language.Guards;
using Pdp.Language.Runtime;

namespace Pdp.Engine.Model;

/// <summary>A compiled expression of a document, and the same compiled for recording once an explanation asks for it.</summary>
internal sealed class Expression(ExpressionSource source, Program plain, Func<Program> record)
{
    private readonly Lazy<Program> _recording = new(record, LazyThreadSafetyMode.ExecutionAndPublication);

    public ExpressionSource Source { get; } = source;

    public Program Program { get; } = plain;

    /// <summary>What a plain evaluation runs.</summary>
    public Node Plain { get; } = plain.Root;

    /// <summary>Of a condition: where it does not hold, the condition is false. Of other expressions it always holds.</summary>
    public Guard Guard { get; init; } = Guard.Always;

    /// <summary>Of a condition: where it does not hold, the condition does not fail.</summary>
    public Guard Failing { get; init; } = Guard.Always;

    /// <summary>What an explanation runs; it gives the same value or error.</summary>
    public Program Recording => _recording.Value;

    /// <summary>Whether any explanation has asked for <see cref="Recording"/>.</summary>
    public bool HasRecording => _recording.IsValueCreated;
}

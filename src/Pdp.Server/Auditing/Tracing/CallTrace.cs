using System.Diagnostics;

namespace Pdp.Server.Auditing.Tracing;

/// <summary>
/// The trace of the call whose decisions a thread makes. The framework has it of calls that it answers; those that are answered directly
/// say it for as long as they decide.
/// </summary>
internal static class CallTrace
{
    [ThreadStatic]
    private static TraceParent _stated;

    /// <summary>The trace; none: the call has none.</summary>
    public static TraceParent Current => Activity.Current is { } activity && TraceParent.Of(activity) is { IsNone: false } trace ? trace : _stated;

    /// <summary>States the trace of what this thread decides, until the scope ends.</summary>
    public static Scope State(TraceParent trace)
    {
        var scope = new Scope(_stated);
        _stated = trace;
        return scope;
    }

    /// <summary>For as long as a trace is stated.</summary>
    /// <param name="before">What was stated before.</param>
    internal readonly ref struct Scope(TraceParent before)
    {
        private readonly TraceParent _before = before;

        /// <summary>States again what was stated before.</summary>
        public void Dispose() => _stated = _before;
    }
}

using System.Diagnostics;

namespace Pdp.Engine;

/// <summary>The parts of loading policies.</summary>
public enum LoadPhase
{
    /// <summary>Finding and reading files.</summary>
    Read,

    /// <summary>Making trees of JSON texts.</summary>
    Json,

    /// <summary>Checking documents against their JSON Schemas.</summary>
    Schema,

    /// <summary>Making sources of documents.</summary>
    Map,

    /// <summary>Finding the revision.</summary>
    Revision,

    /// <summary>Reading expressions.</summary>
    Parse,

    /// <summary>Checking expressions in the environments in which they may be evaluated.</summary>
    Check,

    /// <summary>Checking expressions once more, as they are compiled.</summary>
    CheckCompiled,

    /// <summary>Bounding what expressions can draw.</summary>
    Cost,

    /// <summary>Making the guards of conditions.</summary>
    Guard,

    /// <summary>Making code of expressions.</summary>
    Compile,

    /// <summary>Making the indexes of items.</summary>
    Index,

    /// <summary>Laying out places, requests and entities.</summary>
    Layout,
}

/// <summary>
/// How long the parts of loading took, added up over all threads: with several at work, the sum may be more than the time that
/// passed. One is used for one load at a time.
/// </summary>
public sealed class LoadTimes
{
    private readonly long[] _ticks = new long[Enum.GetValues<LoadPhase>().Length];

    /// <summary>What a part took.</summary>
    public TimeSpan this[LoadPhase phase] => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _ticks[(int)phase]));

    /// <summary>Measures from now on until the result is disposed of.</summary>
    /// <param name="times">Where it is added; null: nowhere.</param>
    /// <param name="phase">To which part it is added.</param>
    public static Measurement Measure(LoadTimes? times, LoadPhase phase) => new(times, phase);

    /// <summary>A part under way.</summary>
    public readonly ref struct Measurement
    {
        private readonly LoadTimes? _times;
        private readonly LoadPhase _phase;
        private readonly long _start;

        internal Measurement(LoadTimes? times, LoadPhase phase)
        {
            _times = times;
            _phase = phase;
            _start = times is null ? 0 : Stopwatch.GetTimestamp();
        }

        /// <summary>Ends the part.</summary>
        public void Dispose()
        {
            if (_times is not null) Interlocked.Add(ref _times._ticks[(int)_phase], Stopwatch.GetTimestamp() - _start);
        }
    }
}

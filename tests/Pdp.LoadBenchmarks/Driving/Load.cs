namespace Pdp.LoadBenchmarks.Driving;

/// <summary>What is sent to a server.</summary>
/// <param name="Path">The method: <c>/pdp.v1.DecisionService/Check</c>.</param>
/// <param name="Bodies">The messages, each with its gRPC header; they are sent in turn.</param>
/// <param name="Accepts">Whether an answer (its messages, each with its header) is right for the body of this number.</param>
internal sealed record Load(string Path, byte[][] Bodies, Load.Judge Accepts)
{
    /// <summary>Judges an answer.</summary>
    public delegate bool Judge(int body, ReadOnlySpan<byte> answer);

    /// <summary>Connections to the server.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>Calls under way on each connection; on a stream: questions.</summary>
    public int InFlight { get; init; } = 16;

    /// <summary>
    /// Calls a second over all connections, whether or not the server keeps up (open loop): latencies then count from the
    /// time at which a call was due, so that a server that stalls cannot hide it. Null: the next call begins when one ends.
    /// </summary>
    public double? Rate { get; init; }

    /// <summary>Whether all questions go on one <c>CheckStream</c> a connection.</summary>
    public bool IsStream { get; init; }

    /// <summary>How many calls are made at most.</summary>
    public long MostCalls { get; init; } = long.MaxValue;
}

/// <summary>What came of a load.</summary>
internal sealed record LoadResult(long Answered, long Failed, long Wrong, TimeSpan Elapsed, LatencyHistogram Latencies)
{
    public double Rate => Answered / Elapsed.TotalSeconds;

    /// <summary>A question and its answer that was not the expected one, each with its header; null: there is none.</summary>
    public (byte[] Question, byte[] Answer)? FirstWrong { get; init; }

    /// <exception cref="InvalidOperationException">Calls failed or were answered wrong: there is nothing to measure.</exception>
    public LoadResult Checked() => Failed == 0 && Wrong == 0 && Answered > 0
        ? this
        : throw new InvalidOperationException(
            $"of {Answered} answers {Failed} were failures and {Wrong} were not the expected ones"
            + (FirstWrong is var (question, answer) ? $"; the first: {Convert.ToHexString(question)} was answered by {Convert.ToHexString(answer)}" : ""));
}

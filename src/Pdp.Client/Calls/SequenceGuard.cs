namespace Pdp.Client;

/// <summary>
/// Refuses answers of a bundle older than one that is known already: of several PDPs one may be behind, or be made to be. Answers of bundles
/// without a number pass as long as none with one has been seen.
/// </summary>
internal sealed class SequenceGuard
{
    private ulong _newest;

    /// <summary>Lets an answer pass, or what stands in its place.</summary>
    public Answer Check(in Answer answer)
    {
        // what is no answer of policies has no bundle
        if (answer.Verdict.Effect != Effect.Permit && !answer.Verdict.Reason.IsPolicyDenial()) return answer;
        var newest = Volatile.Read(ref _newest);
        while (answer.Sequence > newest)
        {
            var seen = Interlocked.CompareExchange(ref _newest, answer.Sequence, newest);
            if (seen == newest) return answer;
            newest = seen;
        }

        return answer.Sequence == newest
            ? answer
            : Answer.Refused(ReasonCode.StalePolicy, $"the answer is of bundle {answer.Sequence}, and bundle {newest} has been in force");
    }
}

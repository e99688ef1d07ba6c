namespace Pdp.Client;

internal sealed partial class StreamLane
{
    // deadlines that are close together are looked at together
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    // as many in a row without any answer, to whomever, speak against the connection
    private const int SilentQuestions = 3;

    private readonly ITimer _deadlines;
    private long _nextLook = long.MaxValue;
    private long? _waitingSince;
    private int _overdue;
    private bool _isAnswered;

    // under the lock
    private void Expect(long due)
    {
        if (due >= _nextLook) return;
        _nextLook = due;
        var left = _clock.GetElapsedTime(_clock.GetTimestamp(), due);
        // timers count whole milliseconds, and come early otherwise
        _deadlines.Change((left > TimeSpan.Zero ? left : TimeSpan.Zero) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private void EndOverdue()
    {
        List<LaneQuestion> overdue = [];
        bool isSilent;
        lock (_lock)
        {
            if (_open.Count == 0 && _isBroken) return;
            var now = _clock.GetTimestamp();
            var next = long.MaxValue;
            foreach (var question in _open.Values)
            {
                if (question.Due <= now) overdue.Add(question);
                else if (question.Due < next) next = question.Due;
            }

            foreach (var question in overdue) _open.Remove(question.Id);
            _overdue += overdue.Count;
            isSilent = _overdue >= SilentQuestions && _waitingSince is { } since && _clock.GetElapsedTime(since, now) >= _patience;
            _nextLook = long.MaxValue;
            if (next != long.MaxValue) Expect(Math.Max(next, now + (long)(BetweenLooks.TotalSeconds * _clock.TimestampFrequency)));
        }

        var answer = Answer.Fault(ReasonCode.Deadline, "there was no answer in time");
        foreach (var question in overdue) question.End(answer);
        if (!isSilent) return;
        // what is at the other end may be gone without a word: others need not wait until their time is over as well
        if (!_isAnswered) _trust.StreamSilent();
        Dispose();
    }

    // under the lock: something has come in, late or not
    private void Heard()
    {
        _waitingSince = null;
        _overdue = 0;
        if (_isAnswered) return;
        _isAnswered = true;
        _trust.StreamAnswered();
    }
}

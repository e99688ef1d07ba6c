namespace Pdp.Client;

internal sealed partial class StreamLane
{
    // what is worth a write of its own, whoever else is about to ask
    private const int WorthWriting = 64;

    private readonly Wake _wake = new();
    private bool _isWriterWaiting;
    private int _goingOn;

    // the body of the call: it lasts until nothing more can be asked
    private async Task WriteAsync(Stream stream, CancellationToken cancellation)
    {
        using var frames = new QuestionFrames();
        List<LaneQuestion> taken = [];
        while (true)
        {
            lock (_lock)
            {
                if (IsWorthWriting) (taken, _unsent) = (_unsent, taken);
                else if (_isBroken) return;
                else _isWriterWaiting = true;
            }

            if (taken.Count == 0)
            {
                await _wake.WaitAsync();
                continue;
            }

            foreach (var question in taken)
            {
                if (question.IsOver) continue;
                frames.Add(question.Id, question.Request.Bytes);
                if (frames.IsFull) await SendAsync();
            }

            await SendAsync();
            await stream.FlushAsync(cancellation);
            taken.Clear();
        }

        async ValueTask SendAsync()
        {
            if (frames.Written.IsEmpty) return;
            await stream.WriteAsync(frames.Written, cancellation);
            frames.Clear();
        }
    }

    // Those who have just been answered and go on at any moment often ask again: what they ask is sent with the rest, in one go. Under the lock.
    private bool IsWorthWriting =>
        _unsent.Count > 0 && (_unsent.Count >= WorthWriting || _isBroken || Volatile.Read(ref _goingOn) == 0);

    // under the lock; whoever it is true for has to wake it
    private bool TakeWriter()
    {
        if (!_isWriterWaiting || !(IsWorthWriting || _isBroken)) return false;
        _isWriterWaiting = false;
        return true;
    }

    // one who was answered goes on
    private void GoesOn()
    {
        if (Interlocked.Decrement(ref _goingOn) > 0) return;
        bool isWaiting;
        lock (_lock) isWaiting = TakeWriter();
        if (isWaiting) _wake.Set();
    }
}

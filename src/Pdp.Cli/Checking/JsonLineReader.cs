namespace Pdp.Cli.Checking;

/// <summary>
/// Splits a stream into lines of bounded length. Memory stays below twice the limit whatever comes: a longer line is
/// thrown away as it is read, and only its number is kept.
/// </summary>
/// <remarks>
/// Taking and filling are apart so that the caller knows when the next line needs input that may be long in coming, and
/// can send off the answers before it waits.
/// </remarks>
/// <param name="stream">Where lines come from.</param>
/// <param name="maxLineBytes">The longest line, without its line feed.</param>
internal sealed class JsonLineReader(Stream stream, int maxLineBytes)
{
    private const int FirstSize = 64 * 1024;

    private byte[] _buffer = new byte[Math.Min(FirstSize, maxLineBytes + 1)];
    private int _start;
    private int _end;
    private int _scanned;
    private bool _discarding;
    private bool _ended;
    private long _number;

    /// <summary>Takes the next line that has arrived whole.</summary>
    /// <returns>False when there is none before more is read.</returns>
    public bool TryTake(out JsonLine line)
    {
        var feed = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        if (feed >= 0)
        {
            line = Take(_scanned + feed, next: _scanned + feed + 1);
            return true;
        }

        _scanned = _end;
        if (_discarding || _end - _start > maxLineBytes)
        {
            _discarding = true;
            _start = _end = _scanned = 0;
        }

        if (_ended && (_discarding || _end > _start))
        {
            line = Take(_end, next: _end);
            return true;
        }

        line = default;
        return false;
    }

    /// <summary>Reads more; waits until something comes.</summary>
    /// <returns>False at the end of the stream.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_ended) return false;
        MakeRoom();

        // The console's stream does not heed the token while it waits for a key, hence the second wait.
        var read = stream.ReadAsync(_buffer.AsMemory(_end), cancellation).AsTask();
        var count = await read.WaitAsync(cancellation);
        _end += count;
        _ended = count == 0;

        // At the end a last line without a line feed may still be there to take.
        return count > 0 || _discarding || _end > _start;
    }

    private JsonLine Take(int end, int next)
    {
        var content = _buffer.AsMemory(_start, end - _start);
        var line = new JsonLine(++_number, content, _discarding || content.Length > maxLineBytes);
        _discarding = false;
        _start = _scanned = next;
        return line;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _scanned -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, maxLineBytes + 1L));
    }
}

/// <summary>A line.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Content">Its bytes without the line feed; valid until the reader is used again.</param>
/// <param name="TooLong">Whether it exceeds the limit; its content is then incomplete.</param>
internal readonly record struct JsonLine(long Number, ReadOnlyMemory<byte> Content, bool TooLong)
{
    /// <summary>The content without white space (JSON's) around it, a carriage return included.</summary>
    public ReadOnlySpan<byte> Trimmed => Content.Span.Trim(" \t\r"u8);
}

using Pdp.Audit.Records;

namespace Pdp.Audit.Reading;

/// <summary>Reads a file of a log line by line.</summary>
internal sealed class LineReader(Stream stream)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isOver;

    /// <summary>The number of the line that was read last.</summary>
    public int Number { get; private set; }

    /// <summary>Bytes behind the last line feed, once all lines are read.</summary>
    public int Torn { get; private set; }

    /// <summary>Reads the next line, without its line feed; it is valid until the next call.</summary>
    /// <exception cref="InvalidDataException">It is longer than any that a log has.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var found = rest[searched..].IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = rest[..(searched + found)];
                _start += line.Length + 1;
                Number++;
                return true;
            }

            searched = rest.Length;
            if (_isOver)
            {
                Torn = rest.Length;
                line = default;
                return false;
            }

            Fill();
        }
    }

    /// <summary>Begins anew behind the last whole line, for a file that may have grown or lost the rest of a line since.</summary>
    public void Again()
    {
        stream.Position -= _end - _start;
        _start = _end = 0;
        _isOver = false;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= AuditFormat.LongestLine) throw new InvalidDataException($"line {Number + 1} is longer than {AuditFormat.LongestLine} bytes");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var count = stream.Read(_buffer, _end, _buffer.Length - _end);
        _isOver = count == 0;
        _end += count;
    }
}

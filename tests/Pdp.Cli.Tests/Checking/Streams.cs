namespace Pdp.Cli.Tests.Checking;

/// <summary>Gives bytes a few at a time, as a pipe does.</summary>
internal sealed class ChunkedStream(byte[] content, int chunk) : ReadOnlyStream
{
    private int _position;

    public override int Read(byte[] buffer, int offset, int count)
    {
        var given = Math.Min(Math.Min(count, chunk), content.Length - _position);
        content.AsSpan(_position, given).CopyTo(buffer.AsSpan(offset));
        _position += given;
        return given;
    }
}

/// <summary>Gives a great many bytes without a line feed among them.</summary>
internal sealed class PatternStream(long total) : ReadOnlyStream
{
    private long _left = total;

    public override int Read(byte[] buffer, int offset, int count)
    {
        var given = (int)Math.Min(count, _left);
        buffer.AsSpan(offset, given).Fill((byte)'x');
        _left -= given;
        return given;
    }
}

/// <summary>A stream that can only be read.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Gives bytes a few at a time and tells before each read.</summary>
internal sealed class ObservedStream(byte[] content, int chunk) : ReadOnlyStream
{
    private int _position;

    public Action BeforeRead { get; set; } = static () => { };

    public override int Read(byte[] buffer, int offset, int count)
    {
        BeforeRead();
        var given = Math.Min(Math.Min(count, chunk), content.Length - _position);
        content.AsSpan(_position, given).CopyTo(buffer.AsSpan(offset));
        _position += given;
        return given;
    }
}

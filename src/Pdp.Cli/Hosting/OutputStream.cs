using System.ComponentModel;

namespace Pdp.Cli.Hosting;

/// <summary>
/// Standard output or error with failures told apart: a reader that left ends the program quietly, any other failure is
/// an error, since output would be lost.
/// </summary>
/// <param name="inner">Where the bytes go.</param>
internal sealed class OutputStream(Stream inner) : Stream
{
    // errno of a pipe without a reader: 32 on Linux, macOS and the BSDs; .NET keeps the raw number in HResult.
    private const int BrokenPipe = 32;

    // The same on Windows: ERROR_BROKEN_PIPE and ERROR_NO_DATA as HRESULTs.
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException exception)
        {
            throw Translate(exception);
        }
    }

    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (IOException exception)
        {
            throw Translate(exception);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static Exception Translate(IOException exception) => exception.HResult switch
    {
        BrokenPipe or WindowsBrokenPipe or WindowsNoData => new OutputClosedException(exception),
        var code when !OperatingSystem.IsWindows() && code > 0 =>
            new OutputFailedException(new Win32Exception(code).Message, exception),
        _ => new OutputFailedException(exception.Message, exception),
    };
}

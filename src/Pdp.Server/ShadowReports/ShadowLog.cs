using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Pdp.Server.Hosting;
using Pdp.Server.Logging;
using Pdp.Server.Settings;

namespace Pdp.Server.ShadowReports;

/// <summary>Why a sample is not in the file.</summary>
internal enum LeftOutBecause
{
    /// <summary>There were enough of its kind in that second.</summary>
    Rate,

    /// <summary>The file is slower than the samples come.</summary>
    Queue,

    /// <summary>It could not be made or written.</summary>
    Failed,
}

/// <summary>
/// Appends records to a file, one a line, behind the backs of the calls: they wait for nothing. What is not written is counted, and
/// told by a line of the file itself. The file may be moved away at any time: a new one is made for the next record.
/// </summary>
internal sealed partial class ShadowLog(PdpServerOptions options, TimeProvider clock, ILogger<ShadowLog> logger) : IAsyncDisposable
{
    /// <summary>Most bytes that wait to be written.</summary>
    public const int MostWaiting = 16 * 1024 * 1024;

    private const int MostLines = 4096;

    // a failing disk is told once in a while, not once a record
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    // so long the file may owe a line on what is not in it
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(MostLines) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly long[] _leftOut = new long[Enum.GetValues<LeftOutBecause>().Length];
    private readonly long[] _told = new long[Enum.GetValues<LeftOutBecause>().Length];
    private readonly AppendedFile? _file = options.ShadowLog is { } path ? new AppendedFile(path) : null;
    private PosixSignalRegistration? _hangUp;
    private Task _writing = Task.CompletedTask;
    private long _waitingBytes;
    private long _written;
    private DateTimeOffset? _lastFailure;

    /// <summary>Whether there is a file.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>How many records are in the file.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>How many samples are not, by reason.</summary>
    public long LeftOut(LeftOutBecause reason) => Volatile.Read(ref _leftOut[(int)reason]);

    /// <summary>Opens the file, if there is to be one.</summary>
    /// <exception cref="StartUpException">It cannot be written.</exception>
    public void Open()
    {
        if (_file is null || IsOpen) return;
        try
        {
            _file.Open();
        }
        catch (Exception exception) when (AppendedFile.IsFailure(exception))
        {
            throw new StartUpException(
                $"cannot write `{_file.Path}`: {exception.Message.TrimEnd('.')}", "name another file with `--shadow-log`", exception);
        }

        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _file.IsStale = true;
        });
        IsOpen = true;
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Gives a record to the file.</summary>
    public void Write(ShadowRecord record)
    {
        var line = record.ToLine();
        if (Interlocked.Add(ref _waitingBytes, line.Length) <= MostWaiting && _waiting.Writer.TryWrite(line)) return;
        Interlocked.Add(ref _waitingBytes, -line.Length);
        LeaveOut(LeftOutBecause.Queue, 1);
    }

    /// <summary>Counts samples that are not in the file.</summary>
    public void LeaveOut(LeftOutBecause reason, int count) => Interlocked.Add(ref _leftOut[(int)reason], count);

    /// <summary>Writes what waits, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing;
        _hangUp?.Dispose();
        _file?.Dispose();
    }

    private async Task WriteAllAsync()
    {
        var more = _waiting.Reader.WaitToReadAsync().AsTask();
        while (true)
        {
            await Task.WhenAny(more, Task.Delay(Patience, clock));
            WriteWaiting();
            if (!more.IsCompleted) continue;
            if (!await more) break;
            more = _waiting.Reader.WaitToReadAsync().AsTask();
        }
    }

    private void WriteWaiting()
    {
        var file = _file!;
        var lines = 0;
        try
        {
            while (_waiting.Reader.TryRead(out var line))
            {
                Interlocked.Add(ref _waitingBytes, -line.Length);
                lines++;
                file.Append(line);
            }

            long[] leftOut = [.. Enum.GetValues<LeftOutBecause>().Select(LeftOut)];
            if (!leftOut.AsSpan().SequenceEqual(_told)) file.Append(ToLine(leftOut));
            file.Flush();
            leftOut.CopyTo(_told, 0);
            Interlocked.Add(ref _written, lines);
        }
        catch (Exception exception) when (AppendedFile.IsFailure(exception))
        {
            // how many of these lines are in the file nobody knows: none is claimed to be
            file.Close();
            LeaveOut(LeftOutBecause.Failed, lines);
            var now = clock.GetUtcNow();
            if (_lastFailure is { } last && now - last < Silence) return;
            _lastFailure = now;
            LogWriteFailed(logger, file.Path, exception.Message);
        }
    }

    private byte[] ToLine(long[] leftOut) => ShadowRecord.Line(writer =>
    {
        writer.WriteString("time", clock.GetUtcNow().UtcDateTime.ToString(ShadowRecord.TimeFormat, CultureInfo.InvariantCulture));
        writer.WriteStartObject("leftOut");
        foreach (var reason in Enum.GetValues<LeftOutBecause>()) writer.WriteNumber(NameOf(reason), leftOut[(int)reason] - _told[(int)reason]);
        writer.WriteEndObject();
    });

    /// <summary>A reason in records and metrics.</summary>
    public static string NameOf(LeftOutBecause reason) => reason switch
    {
        LeftOutBecause.Rate => "rate",
        LeftOutBecause.Queue => "queue",
        _ => "failed",
    };

    [LoggerMessage(EventIds.ShadowLogFailed, LogLevel.Error, "cannot write `{Path}`: {Reason}; what is not written is counted", EventName = nameof(EventIds.ShadowLogFailed))]
    private static partial void LogWriteFailed(ILogger logger, string path, string reason);
}

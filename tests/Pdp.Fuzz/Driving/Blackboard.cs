using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace Pdp.Fuzz.Driving;

/// <summary>A file in memory that outlives the fuzzing process: what it was just running, since when, and how much it has done.</summary>
internal sealed class Blackboard : IDisposable
{
    private const int ExecutionsAt = 0;
    private const int SinceAt = 8;
    private const int LengthAt = 16;
    private const int TextAt = 24;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public Blackboard(string path)
    {
        const int Capacity = TextAt + 2 * (Mutator.Longest + 200_000);
        _file = MemoryMappedFile.CreateFromFile(
            new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite), null, Capacity, MemoryMappedFileAccess.ReadWrite,
            HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>Inputs run, in all processes of this run.</summary>
    public long Executions => _view.ReadInt64(ExecutionsAt);

    /// <summary>For how long the input has been running; zero between two.</summary>
    public TimeSpan Running => _view.ReadInt64(SinceAt) is not 0 and var since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>The input that was started last.</summary>
    public string Input
    {
        get
        {
            var text = new char[_view.ReadInt32(LengthAt)];
            _view.ReadArray(TextAt, text, 0, text.Length);
            return new string(text);
        }
    }

    public void Start(string input)
    {
        _view.Write(LengthAt, input.Length);
        _view.WriteArray(TextAt, input.ToCharArray(), 0, input.Length);
        _view.Write(SinceAt, Stopwatch.GetTimestamp());
    }

    public void End()
    {
        _view.Write(SinceAt, 0L);
        _view.Write(ExecutionsAt, Executions + 1);
    }

    public void Reset()
    {
        _view.Write(ExecutionsAt, 0L);
        _view.Write(SinceAt, 0L);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;

namespace Pdp.Benchmarks.Loading;

/// <summary>What is allocated, by type: the runtime tells the type of about every hundred thousandth byte.</summary>
internal sealed class AllocatedTypes : EventListener
{
    private const int Shown = 50;
    private const EventKeywords Collections = (EventKeywords)1;
    private readonly ConcurrentDictionary<string, long> _byType = new(StringComparer.Ordinal);

    /// <summary>Prints the types that most was allocated of, per rule.</summary>
    public void Tell(int rules)
    {
        Console.Out.WriteLine("  allocated, by type:");
        foreach (var (type, bytes) in _byType.OrderByDescending(entry => entry.Value).Take(Shown))
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {(double)bytes / rules,8:0} B  {type}"));
    }

    protected override void OnEventSourceCreated(EventSource source)
    {
        if (source.Name == "Microsoft-Windows-DotNETRuntime") EnableEvents(source, EventLevel.Verbose, Collections);
    }

    protected override void OnEventWritten(EventWrittenEventArgs written)
    {
        if (written.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) != true) return;
        var type = (string)written.Payload![written.PayloadNames!.IndexOf("TypeName")]!;
        var bytes = (ulong)written.Payload[written.PayloadNames.IndexOf("AllocationAmount64")]!;
        _byType.AddOrUpdate(type, (long)bytes, (_, known) => known + (long)bytes);
    }
}

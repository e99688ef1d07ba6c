using System.Runtime.InteropServices;

namespace Pdp.Audit.Buffering;

/// <summary>A number that has its line of the processor's cache for itself: beside another that other threads write it would be slow.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct LoneCounter
{
    [FieldOffset(64)]
    public long Value;
}

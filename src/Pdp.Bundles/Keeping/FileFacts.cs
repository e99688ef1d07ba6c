using System.Runtime.InteropServices;

namespace Pdp.Bundles.Keeping;

/// <summary>What Linux tells of a file, and not through links. The framework tells neither whose a file is nor how many names it has.</summary>
/// <param name="IsOwn">Whether it is of the process' own user.</param>
/// <param name="Mode">Its kind and who may do what, as the system has them.</param>
/// <param name="Names">How many names it has.</param>
internal readonly partial record struct FileFacts(bool IsOwn, int Mode, uint Names)
{
    private const int HereOrAbsolute = -100;
    private const int NotThroughLinks = 0x100;
    private const uint Basic = 0x7ff;
    private const int KindMask = 0xf000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;
    private const int Link = 0xa000;

    /// <summary>Whether it is a file: no folder, link, or device.</summary>
    public bool IsRegular => (Mode & KindMask) == Regular;

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => (Mode & KindMask) == Folder;

    /// <summary>Whether it is a symbolic link.</summary>
    public bool IsLink => (Mode & KindMask) == Link;

    /// <summary>Looks at a file or a folder; null: the system does not tell, or there is none.</summary>
    public static FileFacts? Of(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() && Look(HereOrAbsolute, path, NotThroughLinks, Basic, out var told) == 0
                ? new FileFacts(told.Owner == EffectiveUser(), told.Mode, told.Names)
                : null;
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    // the same on every Linux, unlike what `lstat` tells
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Look(int folder, string path, int flags, uint mask, out Told told);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();

    /// <summary>What is told: as much of it as is used, at its place.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Told
    {
        [FieldOffset(16)]
        public uint Names;

        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;
    }
}

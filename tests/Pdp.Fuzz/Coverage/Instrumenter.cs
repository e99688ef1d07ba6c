using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Pdp.Fuzz.Coverage;

/// <summary>Writes a counter before every basic block of an assembly: after a branch, and wherever one leads.</summary>
internal static class Instrumenter
{
    /// <summary>The instrumented copy of an assembly, and how many blocks it has.</summary>
    public static (byte[] Assembly, int Blocks) Instrument(string path)
    {
        using var module = ModuleDefinition.ReadModule(path);
        using var own = ModuleDefinition.ReadModule(typeof(Counters).Assembly.Location);
        var hit = module.ImportReference(own.GetType(typeof(Counters).FullName).Methods.Single(method => method.Name == nameof(Counters.Hit)));
        var blocks = 0;
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
            blocks = Instrument(method.Body, hit, blocks);
        using var output = new MemoryStream();
        module.Write(output);
        return (output.ToArray(), blocks);
    }

    private static int Instrument(MethodBody body, MethodReference hit, int next)
    {
        body.SimplifyMacros();
        var il = body.GetILProcessor();
        foreach (var leader in Leaders(body))
        {
            // The instruction moves behind the counter and leaves its place to it, so that branches to it lead to the counter.
            var moved = Instruction.Create(OpCodes.Nop);
            (moved.OpCode, moved.Operand) = (leader.OpCode, leader.Operand);
            (leader.OpCode, leader.Operand) = (OpCodes.Ldc_I4, next++);
            var call = il.Create(OpCodes.Call, hit);
            il.InsertAfter(leader, call);
            il.InsertAfter(call, moved);
        }

        body.OptimizeMacros();
        return next;
    }

    private static List<Instruction> Leaders(MethodBody body)
    {
        var leaders = new HashSet<Instruction> { body.Instructions[0] };
        foreach (var instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target) leaders.Add(target);
            if (instruction.Operand is Instruction[] targets) leaders.UnionWith(targets);
            var ends = instruction.OpCode.FlowControl is FlowControl.Cond_Branch;
            if (ends && instruction.Next is { } following) leaders.Add(following);
        }

        foreach (var handler in body.ExceptionHandlers) leaders.Add(handler.HandlerStart);
        return [.. body.Instructions.Where(leaders.Contains)];
    }
}

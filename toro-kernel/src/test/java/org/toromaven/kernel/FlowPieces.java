// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import static org.toromaven.kernel.ProgramText.times;

/** Pieces of generated programs about what happens when: exceptions, threads, streams, files. */
final class FlowPieces {
  private static final String WORKERS =
      """
      threadvar
        Own~: Int64;
      var
        Shared~: LongInt;
        Guard~: TRTLCriticalSection;
        Total~: Int64;

      type
        TWorker~ = class(TThread)
          FNumber: LongInt;
          FSum: Int64;
          FText: string;
          procedure Execute; override;
        end;

      procedure TWorker~.Execute;
      var
        I: LongInt;
      begin
        Own~ := FNumber;
        for I := 1 to %d do
        begin
          Own~ := (Own~ * %d + I) mod 1000003;
          if I mod 50 = 0 then
          begin
            InterlockedIncrement(Shared~);
            EnterCriticalSection(Guard~);
            Inc(Total~, I);
            LeaveCriticalSection(Guard~);
            ThreadSwitch;
          end;
        end;
        FSum := Own~;
        FText := IntToStr(FSum) + StringOfChar('x', FNumber);
        if FNumber = %d then
          raise Exception.Create('worker ' + IntToStr(FNumber));
      end;

      procedure Threads~;
      var
        Workers: array[0..%d] of TWorker~;
        I: LongInt;
      begin
        InitCriticalSection(Guard~);
        Own~ := -1; Shared~ := 0; Total~ := 0;
        for I := 0 to High(Workers) do
        begin
          Workers[I] := TWorker~.Create(True);
          Workers[I].FNumber := I;
        end;
        for I := 0 to High(Workers) do
          Workers[I].Start;
        for I := 0 to High(Workers) do
        begin
          Workers[I].WaitFor;
          WriteLn(Workers[I].FSum, ' ', Workers[I].FText, ' ', Workers[I].Finished);
          if Workers[I].FatalException <> nil then
            Caught(Exception(Workers[I].FatalException));
          Workers[I].Free;
        end;
        WriteLn(Shared~, ' ', Total~, ' ', Own~);
        DoneCriticalSection(Guard~);
      end;

      """;

  private static final int DEPTH = 4;

  private FlowPieces() {}

  /** Procedures of nested try blocks that raise, catch, raise again and leave early. */
  static void exceptions(ProgramText p) {
    p.declare(
        """
        type
          EOne~ = class(Exception);
          ETwo~ = class(EOne~);
          EOther~ = class(Exception);

        procedure Nested~(N: LongInt);
        var
          I: LongInt;
        begin
          I := 0;
        """);
    p.declare(block(p, 0, "  "));
    p.declare("  WriteLn('end ', N);\nend;\n\n");
    p.run(
        """
              WriteLn('exceptions');
              for I := 0 to 3 do
                try
                  Nested~(I);
                except
                  on E: Exception do Caught(E);
                end;
            """);
  }

  private static String block(ProgramText p, int depth, String indent) {
    String deeper = indent + "  ";
    if (depth >= DEPTH) {
      return indent + leaf(p) + "\n";
    }
    return switch (p.below(6)) {
      case 0 ->
          indent
              + "try\n"
              + block(p, depth + 1, deeper)
              + indent
              + "finally\n"
              + deeper
              + "WriteLn('finally "
              + p.below(100)
              + "');\n"
              + indent
              + "end;\n";
      case 1 ->
          indent
              + "try\n"
              + block(p, depth + 1, deeper)
              + indent
              + "except\n"
              + deeper
              + "on E: "
              + p.pick("EOne~", "ETwo~", "EOther~", "EDivByZero", "ERangeError")
              + " do\n"
              + deeper
              + "begin\n"
              + deeper
              + "  Caught(E);\n"
              + deeper
              + "  "
              + p.pick("", "raise;", "raise EOther~.Create('instead of ' + E.Message);", "Exit;")
              + "\n"
              + deeper
              + "end;\n"
              + indent
              + "end;\n";
      case 2 ->
          indent
              + "try\n"
              + block(p, depth + 1, deeper)
              + indent
              + "except\n"
              + deeper
              + "WriteLn('any ', ExceptObject.ClassName);\n"
              + deeper
              + p.pick("", "raise;")
              + "\n"
              + indent
              + "end;\n";
      case 3 -> block(p, depth + 1, indent) + block(p, depth + 1, indent);
      case 4 ->
          indent
              + "for I := 0 to 2 do\n"
              + indent
              + "begin\n"
              + deeper
              + "if I > N then "
              + p.pick("Break", "Continue")
              + ";\n"
              + loopBody(p, deeper)
              + indent
              + "end;\n";
      default -> indent + leaf(p) + "\n" + block(p, depth + 1, indent);
    };
  }

  private static String loopBody(ProgramText p, String indent) {
    return indent
        + "try\n"
        + indent
        + "  WriteLn('loop ', I);\n"
        + indent
        + "  if I = "
        + p.below(4)
        + " then "
        + p.pick("Break", "Continue", "Exit", "raise ETwo~.Create('in loop')")
        + ";\n"
        + indent
        + "finally\n"
        + indent
        + "  WriteLn('left ', I);\n"
        + indent
        + "end;\n";
  }

  private static String leaf(ProgramText p) {
    String condition = "if N = " + p.below(4) + " then ";
    return switch (p.below(8)) {
      case 0 -> condition + "raise EOne~.Create('one');";
      case 1 -> condition + "raise ETwo~.CreateFmt('two %d', [N]);";
      case 2 -> condition + "WriteLn(10 div V(0));";
      case 3 -> condition + "Abort;";
      case 4 -> condition + "StrToInt('x');";
      case 5 -> condition + "PLongInt(V(0))^ := 1;";
      case 6 -> condition + "Exit;";
      default -> "WriteLn('step ', N);";
    };
  }

  /** Threads that calculate by themselves, joined in the order of their numbers. */
  static void threads(ProgramText p) {
    p.declare(
        WORKERS.formatted(p.between(10, 400), p.between(3, 999), p.below(8), p.between(1, 7)));
    p.run("  WriteLn('threads'); Threads~;\n");
  }

  /** A stream in memory or in a file: written, moved, cut and read. */
  static void streams(ProgramText p) {
    String kind =
        p.pick(
            "TMemoryStream.Create",
            "TStringStream.Create('start')",
            "TFileStream.Create('stream~.bin', fmCreate)",
            "TBytesStream.Create(nil)");
    p.declare(
        "procedure Streams~;\nvar\n  S: TStream;\n  B: array[0..15] of Byte;\n  N, I: LongInt;\n");
    p.declare("begin\n  for I := 0 to 15 do B[I] := I * 7;\n  S := " + kind + ";\n  try\n");
    p.declare(
        times(
            14,
            () ->
                "    try\n      "
                    + switch (p.below(9)) {
                      case 0 -> "S.WriteBuffer(B, " + p.between(1, 16) + ");";
                      case 1 -> "N := S.Read(B, " + p.between(1, 16) + "); WriteLn(N, ' ', B[0]);";
                      case 2 ->
                          "S.Seek("
                              + p.between(0, 12)
                              + ", "
                              + p.pick("soBeginning", "soCurrent", "soEnd")
                              + ");";
                      case 3 -> "S.Size := " + p.between(0, 40) + ";";
                      case 4 -> "S.WriteAnsiString(" + p.quoted() + ");";
                      case 5 ->
                          "S.WriteDWord("
                              + p.below(99999)
                              + "); S.WriteByte("
                              + p.below(256)
                              + ");";
                      case 6 -> "S.Position := 0; WriteLn(S.ReadByte, ' ', S.ReadWord);";
                      case 7 -> "S.ReadBuffer(B, " + p.between(1, 16) + ");";
                      default -> "S.Position := S.Size div 2;";
                    }
                    + "\n      WriteLn(S.Position, ' ', S.Size);\n"
                    + "    except\n      on E: Exception do Caught(E);\n    end;\n"));
    p.declare("  finally\n    S.Free;\n  end;\nend;\n\n");
    p.run("  WriteLn('streams'); Streams~;\n");
  }

  /** Text files and files of records, with the codes of what goes wrong. */
  static void files(ProgramText p) {
    p.declare(
        """
        procedure Files~;
        var
          T: Text;
          F: file of LongInt;
          S: string;
          I, N: LongInt;
        begin
          {$I-}
          Assign(T, 'text~.txt'); Rewrite(T);
          for I := 1 to %d do WriteLn(T, I * %d, ' ', I / 4:0:2, ' ', I mod 3 = 0);
          Close(T);
        """
            .formatted(p.between(1, 30), p.between(1, 99)));
    p.declare(
        times(
            8,
            () ->
                "  "
                    + switch (p.below(9)) {
                      case 0 -> "Append(T); WriteLn(T, " + p.quoted() + "); Close(T);";
                      case 1 ->
                          "Reset(T); while not Eof(T) do begin ReadLn(T, S); "
                              + "Write(Length(S), ' '); end; Close(T); WriteLn;";
                      case 2 -> "Reset(T); Read(T, I, N); WriteLn(I, ' ', N); Close(T);";
                      case 3 ->
                          "Assign(F, 'data~.bin'); Rewrite(F); for I := 1 to "
                              + p.between(1, 20)
                              + " do begin N := I * I; Write(F, N); end; Close(F);";
                      case 4 ->
                          "Assign(F, 'data~.bin'); Reset(F); Seek(F, "
                              + p.below(6)
                              + "); Read(F, N); "
                              + "WriteLn(N, ' ', FilePos(F), ' ', FileSize(F)); Close(F);";
                      case 5 ->
                          "Assign(F, 'data~.bin'); Reset(F); Seek(F, 2); Truncate(F); "
                              + "WriteLn(FileSize(F)); Close(F);";
                      case 6 -> "Rename(T, 'text~.txt');";
                      case 7 -> "MkDir('" + p.pick("one", "one/two", "/no/where", "") + "');";
                      default ->
                          "WriteLn(FileExists('"
                              + p.pick("data~.bin", "text~.txt", "none")
                              + "'), ' ', DirectoryExists('one'));";
                    }
                    + "\n  WriteLn('io ', IOResult);\n"));
    p.declare("  {$I+}\nend;\n\n");
    p.run("  WriteLn('files'); Files~;\n");
  }
}

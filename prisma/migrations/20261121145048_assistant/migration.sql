-- AlterTable
ALTER TABLE "conversations" ADD COLUMN     "turns" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "failure" JSONB,
ADD COLUMN     "model" TEXT,
ADD COLUMN     "stopped" TEXT,
ADD COLUMN     "turn" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "conversation_turns" (
    "conversation_id" UUID NOT NULL,
    "turn" INTEGER NOT NULL,
    "holder" UUID NOT NULL,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conversation_turns_pkey" PRIMARY KEY ("conversation_id","turn")
);

-- CreateIndex
CREATE INDEX "messages_conversation_id_turn_idx" ON "messages"("conversation_id", "turn");

-- AddForeignKey
ALTER TABLE "conversation_turns" ADD CONSTRAINT "conversation_turns_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
